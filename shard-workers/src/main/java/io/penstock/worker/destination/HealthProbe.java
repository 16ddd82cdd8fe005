package io.penstock.worker.destination;

import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.net.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks one destination again and again whether it lives, on a thread of its own: a probe may wait
 * for the network or for a name server, and a worker thread may not.
 *
 * <p>One probe at a time, so a slow answer delays the next question and nothing else.
 */
final class HealthProbe implements HealthStatus {
  private static final int NANOS_PER_MS = 1_000_000;

  private final HealthCheck check;
  private final long intervalNs;
  private final long timeoutMs;
  private final Thread thread;
  private final String host;
  private volatile HealthCheck.Target target = new HealthCheck.Target.Any();
  private volatile Answer newest = Answer.NONE;
  private volatile boolean isWanted;
  private volatile boolean isClosed;

  private HealthProbe(
      String title, String host, HealthCheck check, long intervalNs, long timeoutNs) {
    this.host = host;
    this.check = check;
    this.intervalNs = intervalNs;
    this.timeoutMs = Math.max(1, timeoutNs / NANOS_PER_MS);
    this.thread = Thread.ofPlatform().daemon().name("health-" + title).unstarted(this::run);
  }

  /**
   * Begins to ask, if there is anything to ask.
   *
   * @param reader for the name of the thread
   */
  static HealthStatus begin(String reader, ForwardSettings forward) {
    if (forward.health().equals(Health.NONE)) {
      return HealthStatus.none();
    }
    HealthProbe probe =
        new HealthProbe(
            reader,
            forward.health().host(),
            checkOf(forward.health()),
            forward.healthIntervalNs(),
            forward.healthTimeoutNs());
    probe.thread.start();
    return probe;
  }

  private static HealthCheck checkOf(Health health) {
    return switch (health.protocol()) {
      case TCP -> HealthCheck.tcp(health.host(), health.port());
      case STATSD -> HealthCheck.statsd(health.host(), health.port());
      case HTTP -> HealthCheck.http(health.host(), health.port(), health.path());
      case NONE -> throw new IllegalArgumentException("there is nothing to ask");
    };
  }

  @Override
  public Answer newest() {
    return newest;
  }

  @Override
  public void probeNow() {
    isWanted = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void connected(String dataHost, InetAddress address) {
    if (host.equalsIgnoreCase(dataHost)) {
      target = new HealthCheck.Target.Only(address);
    }
  }

  @Override
  public void disconnected() {
    if (target instanceof HealthCheck.Target.Only only) {
      target = new HealthCheck.Target.Rather(only.address());
    }
  }

  private void run() {
    while (!isClosed) {
      isWanted = false;
      long beganNs = System.nanoTime();
      HealthCheck.Target asked = target;
      Answer answer = ask(asked, newest, beganNs);
      if (asked == target) {
        newest = answer; // else it may be another server's
      } else {
        isWanted = true;
      }
      long nextNs = beganNs + intervalNs;
      while (!isClosed && !isWanted && nextNs - System.nanoTime() > 0) {
        LockSupport.parkNanos(nextNs - System.nanoTime());
      }
    }
  }

  private Answer ask(HealthCheck.Target asked, Answer last, long beganNs) {
    try {
      check.ask(asked, timeoutMs);
      return new Answer(last.probes() + 1, last.failures(), beganNs, true, "");
    } catch (IOException | RuntimeException e) {
      String trouble = "health: " + (e.getMessage() == null ? e.toString() : e.getMessage());
      return new Answer(last.probes() + 1, last.failures() + 1, beganNs, false, trouble);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
