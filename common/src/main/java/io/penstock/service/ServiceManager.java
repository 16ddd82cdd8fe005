package io.penstock.service;

import io.penstock.net.NotifySocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the service manager that started this process; does nothing outside of a service.
 *
 * <p>The process is ready when the last of its data loops is, and the watchdog is notified only
 * when every loop has moved since the last time. A message is never waited for; what must not be
 * missed, such as being ready, is said again with the next status. Any thread; lives as long as the
 * process.
 */
public final class ServiceManager {
  /** How often it is worth saying how things stand. */
  public static final long STATUS_INTERVAL_MS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final byte[] ALIVE = "WATCHDOG=1".getBytes(StandardCharsets.UTF_8);

  /** So that one message lost, or one round that is slow, ends nothing. */
  private static final int PETS_PER_TIMEOUT = 3;

  private static final long NEVER_NS = Long.MAX_VALUE / 2;

  private final NotifyChannel channel;
  private final long watchdogNs;

  private int loops;
  private final BitSet notBegun = new BitSet();
  private final BitSet notMoved = new BitSet();
  private boolean isReady;
  private boolean isEnding;
  private String owed = "";
  private String lastStatus = "";

  private ServiceManager(NotifyChannel channel, long watchdogNs) {
    this.channel = channel;
    this.watchdogNs = watchdogNs;
  }

  /** The one that the environment names. */
  public static ServiceManager ofEnvironment() {
    Map<String, String> environment = System.getenv();
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty()) {
      return none();
    }
    try {
      NotifySocket socket = NotifySocket.open(name);
      return of(environment, ProcessHandle.current().pid(), socket::send);
    } catch (IOException e) {
      LOG.warn(
          "NOTIFY_SOCKET is not usable, service manager notifications are off: {}", e.getMessage());
      return none();
    }
  }

  /** No service manager. */
  public static ServiceManager none() {
    return new ServiceManager(NotifyChannel.NOBODY, 0);
  }

  /** For tests: whose environment, who the process is, and who listens. */
  static ServiceManager of(Map<String, String> environment, long processId, NotifyChannel channel) {
    return new ServiceManager(channel, watchdogNs(environment, processId));
  }

  /** 0 when no watchdog waits for this very process; the children of one inherit the variables. */
  private static long watchdogNs(Map<String, String> environment, long processId) {
    String mine = Long.toString(processId);
    if (!environment.getOrDefault("WATCHDOG_PID", mine).equals(mine)) {
      return 0;
    }
    try {
      return TimeUnit.MICROSECONDS.toNanos(
          Long.parseUnsignedLong(environment.getOrDefault("WATCHDOG_USEC", "0")));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether a service manager wants the status. */
  public boolean isListening() {
    return channel != NotifyChannel.NOBODY;
  }

  /** So many threads move data; the process is ready when all have begun. Call it once. */
  public synchronized List<DataLoop> dataLoops(int count) {
    loops = count;
    notBegun.set(0, count);
    notMoved.set(0, count);
    long intervalNs = watchdogNs > 0 ? watchdogNs / PETS_PER_TIMEOUT : NEVER_NS;
    List<DataLoop> all = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      all.add(new DataLoop(this, number, intervalNs));
    }
    return all;
  }

  synchronized void begun(int loop) {
    notBegun.clear(loop);
    if (!isReady && !isEnding && notBegun.isEmpty()) {
      isReady = true;
      insist("READY=1\nSTATUS=running");
    }
  }

  synchronized void moved(int loop) {
    notMoved.clear(loop);
    if (notMoved.isEmpty()) {
      notMoved.set(0, loops);
      channel.send(ALIVE);
    }
  }

  /** Says in one line how things stand; the same line is said once. */
  public synchronized void status(String line) {
    String status = oneLine(line);
    if (!owed.isEmpty()) {
      insist(owed);
    }
    if (!status.equals(lastStatus) && channel.send(utf8("STATUS=" + status))) {
      lastStatus = status;
    }
  }

  /** The start takes long for a good reason; ask again before this time is over. */
  public synchronized void starting(String why, long extendByMs) {
    status(why);
    channel.send(utf8("EXTEND_TIMEOUT_USEC=" + TimeUnit.MILLISECONDS.toMicros(extendByMs)));
  }

  /** The configuration is being read again: {@link #reloaded} follows. */
  public synchronized void reloading() {
    if (isReady && !isEnding) {
      // The JVM's nanoTime is CLOCK_MONOTONIC, which is what is wanted here.
      long monotonicUs = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
      insist("RELOADING=1\nMONOTONIC_USEC=" + monotonicUs + "\nSTATUS=reading the configuration");
    }
  }

  /** The configuration was read again, and is followed or refused. */
  public synchronized void reloaded(String result) {
    if (isReady && !isEnding) {
      lastStatus = oneLine(result);
      insist("READY=1\nSTATUS=" + lastStatus);
    }
  }

  /** The process ends because it was asked to. */
  public synchronized void stopping(String why) {
    if (!isEnding) {
      isEnding = true;
      insist("STOPPING=1\nSTATUS=ending: " + oneLine(why));
    }
  }

  /** The end takes long for a good reason; ask again before this time is over. */
  public synchronized void stillStopping(String why, long extendByMs) {
    starting(why, extendByMs);
  }

  /** The process ends because it cannot continue. */
  public synchronized void failed(String why, int errno) {
    isEnding = true;
    insist("STOPPING=1\nERRNO=" + errno + "\nSTATUS=" + oneLine(why));
  }

  /** What the listener's full queue does not take now is said again; only the newest counts. */
  private void insist(String message) {
    owed = channel.send(utf8(message)) ? "" : message;
    int status = message.indexOf("STATUS=");
    lastStatus = status < 0 ? lastStatus : message.substring(status + "STATUS=".length());
  }

  /** A message is made of lines, so no text may bring its own. */
  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }

  private static byte[] utf8(String message) {
    return message.getBytes(StandardCharsets.UTF_8);
  }
}
