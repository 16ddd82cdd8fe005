package io.penstock.worker.destination;

import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.net.Link;
import io.penstock.net.SendResult;
import io.penstock.shard.ReaderName;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a shard's destination: the link, what probes say, and what follows from both.
 *
 * <p>{@link Dialer} gets a link, {@link HealthStatus} probes the server, {@link Availability}
 * decides; this connects them, and logs each change of state once.
 */
public final class Endpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  /** When something was sent that can no longer be refused: never. */
  public static final long NEVER = Long.MIN_VALUE;

  private final String title;
  private final Dialer dialer;
  private final Availability availability;
  private final HealthStatus health;

  private EndpointState said = EndpointState.UP;
  private HealthStatus.Answer heard = HealthStatus.Answer.NONE;
  private boolean isNew = true;
  private boolean isConnected;

  Endpoint(String title, Dialer dialer, Availability availability, HealthStatus health) {
    this.title = title;
    this.dialer = dialer;
    this.availability = availability;
    this.health = health;
  }

  /**
   * The way to a destination that is not dialed yet.
   *
   * @param reader whose lines are sent to it
   */
  public static Endpoint of(
      ReaderName reader,
      Destination destination,
      ForwardSettings forward,
      Network network,
      long nowNs) {
    return new Endpoint(
        reader.ring() + " " + reader.shard() + ":",
        new Dialer(
            destination,
            forward.sendBufferBytes(),
            forward.resolveIntervalNs(),
            network.names(),
            network.links()),
        new Availability(
            Backoff.jittered(forward.retryMinNs(), forward.retryMaxNs(), network.jitter()),
            !forward.health().equals(Health.NONE),
            forward.trialNs(),
            nowNs),
        network.probes().begin(reader.toString(), forward));
  }

  /** What is thought of the destination. */
  public EndpointState state() {
    return availability.state();
  }

  /** See {@link Availability#outages}. */
  public long outages() {
    return availability.outages();
  }

  /** See {@link Availability#wasRecovering}. */
  public boolean wasRecovering() {
    return availability.wasRecovering();
  }

  /** See {@link Availability#isTrusted}. */
  public boolean isTrusted() {
    return availability.isTrusted();
  }

  /** See {@link Availability#isUsable}. */
  public boolean isUsable() {
    return availability.isUsable();
  }

  /** See {@link Availability#isOnTrial}. */
  public boolean isOnTrial() {
    return availability.isOnTrial();
  }

  /** All that waited for it is sent. */
  public void caughtUp(long nowNs) {
    availability.caughtUp(nowNs);
  }

  /** Advances what is under way; true when the shard may read, and perhaps send. */
  public boolean advance(long nowNs, boolean hasLines) {
    if (availability.passTime(nowNs, hasLines) || isNew) {
      isNew = false;
      isConnected = false;
      dialer.begin(nowNs);
      health.probeNow();
    }
    if (availability.isUsable() && !isConnected) {
      dial(nowNs);
    }
    sayChange(nowNs);
    return isConnected && availability.isUsable();
  }

  private void dial(long nowNs) {
    switch (dialer.dial()) {
      case UNDER_WAY -> {}
      case CONNECTED -> {
        isConnected = true;
        dialer
            .address()
            .ifPresent(address -> health.connected(dialer.destination().host(), address));
      }
      case FAILED -> availability.failed(nowNs, dialer.trouble());
    }
  }

  /** Whether there is a link, as far as is known. */
  public boolean isConnected() {
    return isConnected;
  }

  /** Whether a datagram may go out now. */
  public boolean maySend(long nowNs) {
    return isConnected && availability.maySend(nowNs);
  }

  /** Sends one datagram; anything but SENT and FULL tells the caller what to do with it. */
  public SendResult send(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    SendResult result = dialer.link().send(buffer, offset, length);
    if (result == SendResult.SENT) {
      availability.sent(nowNs);
    }
    return result;
  }

  /** Bytes that the link took; see {@link Link#takenBytes}. */
  public long takenBytes() {
    Link link = dialer.link();
    return link == null ? 0 : link.takenBytes();
  }

  /** Of those, bytes that are provably there; see {@link Link#acknowledgedBytes}. */
  public long acknowledgedBytes() {
    Link link = dialer.link();
    return link == null ? 0 : link.acknowledgedBytes();
  }

  /** Errors that came back since the last look, 0 when nothing speaks against what was sent. */
  public int takeErrors() {
    Link link = dialer.link();
    return link == null ? 0 : link.takeErrors();
  }

  /** Whether the name leads elsewhere by now. A trial is not broken off: it would never end. */
  public boolean hasMoved(long nowNs) {
    return isConnected
        && availability.isTrusted()
        && !availability.isOnTrial()
        && dialer.hasMoved(nowNs);
  }

  /** Waits for acknowledgements, where there are any. */
  public void settle(long timeoutNs) {
    Link link = dialer.link();
    if (link != null) {
      link.settle(timeoutNs);
    }
  }

  /** Whether no acknowledgement is to be waited for. */
  public boolean isSettled() {
    Link link = dialer.link();
    return link == null || link.progress() != Link.Progress.OPEN || isAcknowledged();
  }

  /** Whether there is a link, and everything that it took is acknowledged. */
  public boolean isAcknowledged() {
    Link link = dialer.link();
    return link != null && link.acknowledgedBytes() >= link.takenBytes();
  }

  /**
   * Listens to what the probes say.
   *
   * @return false when they say that what was sent last may not have arrived
   */
  public boolean takeProbeResult(long nowNs) {
    long taken = takenBytes();
    if (taken > 0 && acknowledgedBytes() >= taken) {
      availability.acknowledged(nowNs);
    }
    HealthStatus.Answer newest = health.newest();
    if (newest == heard) {
      return true;
    }
    heard = newest;
    boolean wasUsable = availability.isUsable();
    if (newest.isAlive()) {
      availability.probeSucceeded(newest.beganNs());
    } else {
      availability.probeFailed(newest.beganNs(), nowNs, newest.trouble());
      if (!availability.isTrusted()) {
        health.disconnected();
      }
    }
    return availability.isUsable() || !wasUsable;
  }

  /** Health probes that have ended. */
  public long probes() {
    return heard.probes();
  }

  /** Of those, probes that found no life. */
  public long failedProbes() {
    return heard.failures();
  }

  /**
   * The time until which everything that was sent has been outlived: the beginning of the last
   * successful probe; without a probe, so long ago that an error would have come back.
   *
   * @param windowNs how long errors may take; 0 trusts what was accepted at once, probe or not
   */
  public long outlivedNs(long nowNs, long windowNs) {
    return windowNs == 0 || !availability.isProbed() ? nowNs - windowNs : availability.provenNs();
  }

  /** Takes note of a refusal, or of a link that broke: nothing is sent for a while. */
  public void refused(long nowNs) {
    Link link = dialer.link();
    link.takeErrors();
    availability.failed(nowNs, reason(nowNs, link));
    health.disconnected();
    sayChange(nowNs);
  }

  private String reason(long nowNs, Link link) {
    if (dialer.hasMoved(nowNs)) {
      return dialer.trouble();
    }
    return link.lastError().isEmpty() ? "refused by ICMP" : link.lastError();
  }

  private void sayChange(long nowNs) {
    EndpointState state = availability.state();
    if (state == said) {
      return;
    }
    said = state;
    double outageSeconds = TimeUnit.NANOSECONDS.toMillis(availability.outageNs(nowNs)) / 1e3;
    switch (state) {
      case SUSPECT ->
          LOG.warn(
              "{} {} is suspect ({}); sending stops and its position is kept until it answers",
              title,
              dialer.destination(),
              availability.trouble());
      case DOWN ->
          LOG.warn(
              "{} {} is down ({}); its lines stay queued in the journal",
              title,
              dialer.destination(),
              availability.trouble());
      case RECOVERING ->
          LOG.info(
              "{} {} is back after {} s; sending its backlog, rate-limited",
              title,
              dialer.destination(),
              outageSeconds);
      case UP ->
          LOG.info(
              "{} {} has caught up; the outage lasted {} s",
              title,
              dialer.destination(),
              outageSeconds);
    }
  }

  @Override
  public void close() {
    health.close();
    dialer.close();
  }
}
