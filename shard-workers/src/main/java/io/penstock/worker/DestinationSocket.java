package io.penstock.worker;

import io.penstock.net.Link;
import io.penstock.net.SendResult;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of whoever listens at the other end of a shard's link.
 *
 * <p>UDP gives no acknowledgement; what comes back is at best a refusal, after the fact. So after
 * trouble nothing is sent for a while, then a single datagram as a probe, and only when that has
 * brought no refusal for a moment does everything follow. A state change is logged once.
 */
final class DestinationSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationSocket.class);

  /** How long a probe is left alone before the rest follows. */
  private static final long PROBE_NS = 50_000_000;

  private enum State {
    /** Nothing has been tried yet. */
    NEW,
    /** The name is being looked up, the link connected. */
    DIALING,
    /** In trouble: nothing is sent until the backoff ends. */
    BACKING_OFF,
    /** One datagram may go, or has gone and is watched. */
    PROBING,
    /** Nothing speaks against it. */
    UP
  }

  private final String title;
  private final Dialer dialer;
  private final Backoff backoff;

  private State state = State.NEW;
  private long waitUntilNs;
  private boolean probeSent;
  private boolean troubled;
  private String trouble = "";

  DestinationSocket(String title, Dialer dialer, Backoff backoff) {
    this.title = title;
    this.dialer = dialer;
    this.backoff = backoff;
  }

  /** Goes on with whatever is under way; true when the shard may read and send. */
  boolean isReady(long nowNs) {
    switch (state) {
      case NEW -> begin(nowNs);
      case DIALING -> dial(nowNs);
      case BACKING_OFF -> {
        if (nowNs - waitUntilNs >= 0) {
          begin(nowNs);
        }
      }
      case PROBING -> {
        // Errors are looked for every few milliseconds, and one would have ended the probing.
        if (probeSent && nowNs - waitUntilNs >= 0) {
          recovered();
        }
      }
      case UP -> {}
    }
    return state == State.UP || state == State.PROBING;
  }

  /** Whether a datagram may go now: always, but for the one that is waited for after trouble. */
  boolean maySend() {
    return state == State.UP || (state == State.PROBING && !probeSent);
  }

  /** Whether what was accepted last can be believed: there was no trouble since it began. */
  boolean isTrusted() {
    return !troubled;
  }

  /** Sends one datagram; anything but SENT and FULL tells the caller what to do with it. */
  SendResult send(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    SendResult result = dialer.link().send(buffer, offset, length);
    if (result == SendResult.SENT && state == State.PROBING) {
      probeSent = true;
      waitUntilNs = nowNs + PROBE_NS;
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

  /** Whether the name leads elsewhere by now. */
  boolean hasMoved(long nowNs) {
    return (state == State.UP || state == State.PROBING) && dialer.hasMoved(nowNs);
  }

  /** Waits for acknowledgements, where there are any; true when nothing is open. */
  boolean settle(long timeoutNs) {
    Link link = dialer.link();
    if (link == null) {
      return false;
    }
    link.settle(timeoutNs);
    return link.acknowledgedBytes() >= link.takenBytes();
  }

  /** Takes note of a refusal: nothing is sent for a while. */
  void backOff(long nowNs) {
    Link link = dialer.link();
    link.takeErrors();
    backOff(nowNs, reason(nowNs, link));
  }

  private String reason(long nowNs, Link link) {
    if (dialer.hasMoved(nowNs)) {
      return dialer.trouble();
    }
    return link.lastError().isEmpty() ? "refused by ICMP" : link.lastError();
  }

  private void backOff(long nowNs, String reason) {
    long waitNs = backoff.nextNs();
    waitUntilNs = nowNs + waitNs;
    state = State.BACKING_OFF;
    if (!troubled || !reason.equals(trouble)) {
      LOG.warn(
          "{} {} does not take datagrams ({}); the position is kept, trying again from every"
              + " {} ms on",
          title,
          dialer.destination(),
          reason,
          waitNs / 1_000_000);
    }
    troubled = true;
    trouble = reason;
  }

  private void recovered() {
    state = State.UP;
    backoff.reset();
    if (troubled) {
      LOG.info("{} {} takes datagrams again", title, dialer.destination());
    }
    troubled = false;
    trouble = "";
  }

  private void begin(long nowNs) {
    dialer.begin(nowNs);
    state = State.DIALING;
    dial(nowNs);
  }

  private void dial(long nowNs) {
    switch (dialer.dial()) {
      case UNDER_WAY -> {}
      case CONNECTED -> {
        state = State.PROBING;
        probeSent = false;
      }
      case FAILED -> backOff(nowNs, dialer.trouble());
    }
  }

  @Override
  public void close() {
    dialer.close();
  }
}
