package io.penstock.worker;

import io.penstock.net.Link;
import io.penstock.net.SendResult;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a shard's destination: the link, what probes say, and what follows from both.
 *
 * <p>{@link Dialer} gets a link, {@link HealthStatus} ask whether somebody lives there, {@link
 * Availability} decides; this makes them meet, and says each change of state once.
 */
final class Endpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  /** How long ago something was sent that nobody speaks against any more: never. */
  static final long NEVER = Long.MIN_VALUE;

  private final String title;
  private final Dialer dialer;
  private final Availability availability;
  private final HealthStatus health;

  private Availability.State said = Availability.State.UP;
  private HealthStatus.Answer heard = HealthStatus.Answer.NONE;
  private boolean isNew = true;
  private boolean isConnected;

  Endpoint(String title, Dialer dialer, Availability availability, HealthStatus health) {
    this.title = title;
    this.dialer = dialer;
    this.availability = availability;
    this.health = health;
  }

  /** What is thought of the destination. */
  Availability.State state() {
    return availability.state();
  }

  /** See {@link Availability#outages}. */
  long outages() {
    return availability.outages();
  }

  /** See {@link Availability#wasRecovering}. */
  boolean wasRecovering() {
    return availability.wasRecovering();
  }

  /** See {@link Availability#isTrusted}. */
  boolean isTrusted() {
    return availability.isTrusted();
  }

  /** See {@link Availability#isUsable}. */
  boolean isUsable() {
    return availability.isUsable();
  }

  /** See {@link Availability#isOnTrial}. */
  boolean isOnTrial() {
    return availability.isOnTrial();
  }

  /** All that waited for it is sent. */
  void caughtUp(long nowNs) {
    availability.caughtUp(nowNs);
  }

  /** Goes on with whatever is under way; true when the shard may read, and maybe send. */
  boolean advance(long nowNs, boolean hasLines) {
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

  /** Whether there is a link, as far as anybody knows. */
  boolean isConnected() {
    return isConnected;
  }

  /** Whether a datagram may go out now. */
  boolean maySend(long nowNs) {
    return isConnected && availability.maySend(nowNs);
  }

  /** Sends one datagram; anything but SENT and FULL tells the caller what to do with it. */
  SendResult send(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    SendResult result = dialer.link().send(buffer, offset, length);
    if (result == SendResult.SENT) {
      availability.sent(nowNs);
    }
    return result;
  }

  /** Bytes that the link took; see {@link Link#takenBytes}. */
  long takenBytes() {
    Link link = dialer.link();
    return link == null ? 0 : link.takenBytes();
  }

  /** Of those, bytes that are provably there; see {@link Link#acknowledgedBytes}. */
  long acknowledgedBytes() {
    Link link = dialer.link();
    return link == null ? 0 : link.acknowledgedBytes();
  }

  /** Errors that came back since the last look, 0 when nothing speaks against what was sent. */
  int takeErrors() {
    Link link = dialer.link();
    return link == null ? 0 : link.takeErrors();
  }

  /** Whether the name leads elsewhere by now. A trial is not broken off: it would never end. */
  boolean hasMoved(long nowNs) {
    return isConnected
        && availability.isTrusted()
        && !availability.isOnTrial()
        && dialer.hasMoved(nowNs);
  }

  /** Waits for acknowledgements, where there are any. */
  void settle(long timeoutNs) {
    Link link = dialer.link();
    if (link != null) {
      link.settle(timeoutNs);
    }
  }

  /** Whether no acknowledgement is to be waited for. */
  boolean isSettled() {
    Link link = dialer.link();
    return link == null || link.progress() != Link.Progress.OPEN || isAcknowledged();
  }

  /** Whether there is a link, and everything that it took is acknowledged. */
  boolean isAcknowledged() {
    Link link = dialer.link();
    return link != null && link.acknowledgedBytes() >= link.takenBytes();
  }

  /**
   * Listens to what the probes say.
   *
   * @return false when they say that what was sent last may not have arrived
   */
  boolean takeProbeResult(long nowNs) {
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

  /** What the probes have said so far. */
  HealthStatus.Answer heard() {
    return heard;
  }

  /**
   * The time until which everything that was sent has been outlived: the beginning of the last
   * successful probe; without a probe, so long ago that an error would have come back.
   *
   * @param windowNs how long errors may take; 0 trusts what was accepted at once, probe or not
   */
  long outlivedNs(long nowNs, long windowNs) {
    return windowNs == 0 || !availability.isProbed() ? nowNs - windowNs : availability.provenNs();
  }

  /** Takes note of a refusal, or of a link that broke: nothing is sent for a while. */
  void refused(long nowNs) {
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
    Availability.State state = availability.state();
    if (state == said) {
      return;
    }
    said = state;
    double outageSeconds = TimeUnit.NANOSECONDS.toMillis(availability.outageNs(nowNs)) / 1e3;
    switch (state) {
      case SUSPECT ->
          LOG.warn(
              "{} {} is suspect ({}); its position is kept and nothing is sent until there is a"
                  + " sign of life",
              title,
              dialer.destination(),
              availability.trouble());
      case DOWN ->
          LOG.warn(
              "{} {} is down ({}); its lines wait in the journal",
              title,
              dialer.destination(),
              availability.trouble());
      case RECOVERING ->
          LOG.info(
              "{} {} lives again after {} s; what waited goes out, paced",
              title,
              dialer.destination(),
              outageSeconds);
      case UP ->
          LOG.info(
              "{} {} is up and has all that waited, {} s after the outage began",
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
