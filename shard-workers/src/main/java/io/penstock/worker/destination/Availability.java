package io.penstock.worker.destination;

import java.util.concurrent.TimeUnit;

/**
 * Whether the destination of a shard can be sent to. Pure: it is told what happens and when.
 *
 * <pre>
 *             an error, a failed probe                      another
 *   UP ────────────────────────────────────▶ SUSPECT ──────────────────────▶ DOWN
 *    ▲                                     ▲    │                              │
 *    │ caught up                     error │    │ proof of life                │ proof of life
 *    └─────────────── RECOVERING ──────────┴────┴──────────────◀───────────────┘
 * </pre>
 *
 * <p>Proof of life is a probe that succeeded and had begun after the trouble and its backoff. Where
 * nothing can be probed it is a trial: after the backoff single datagrams go out, a few over {@code
 * trialNs}, and no error comes back. (A few, since a host far away answers only about one datagram
 * a second with an error.) A destination that is new is UP on trial: nothing is known against it,
 * and nothing for it.
 *
 * <p>The backoff is reset only when the last trouble is several backoffs ago, so a destination that
 * flaps is tried less and less often.
 */
final class Availability {
  /** How long a destination that is new is left alone after its first datagram. */
  static final long OPENING_TRIAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Datagrams of a trial. */
  private static final int TRIAL_DATAGRAMS = 4;

  /** After this many backoffs without trouble the next one is short again. */
  private static final int STEADY_BACKOFFS = 4;

  private final Backoff backoff;
  private final boolean isProbed;
  private final long trialNs;

  private EndpointState state = EndpointState.UP;
  private String trouble = "";
  private long outageBeganNs;
  private long outages;
  private long changedNs;

  private long failedNs;
  private boolean wasRecovering;
  private long waitNs;
  private boolean isWaiting;

  private boolean isOnTrial = true;
  private boolean isNew = true;
  private long trialBeganNs;
  private int trialSent;
  private long lastSentNs;

  private long provenNs = Long.MIN_VALUE;

  /**
   * Makes that of a new destination.
   *
   * @param isProbed whether {@link #probeSucceeded} and {@link #probeFailed} will be told
   * @param trialNs how long a trial takes, where nothing is probed
   */
  Availability(Backoff backoff, boolean isProbed, long trialNs, long nowNs) {
    this.backoff = backoff;
    this.isProbed = isProbed;
    this.trialNs = trialNs;
    this.changedNs = nowNs;
    this.trialBeganNs = nowNs;
  }

  EndpointState state() {
    return state;
  }

  /** Whether probes say whether it lives. */
  boolean isProbed() {
    return isProbed;
  }

  /**
   * Whether the last trouble came while it was catching up, and may be that of too much at once.
   */
  boolean wasRecovering() {
    return wasRecovering;
  }

  /** Why it is SUSPECT or DOWN. */
  String trouble() {
    return trouble;
  }

  /** Time since the state became what it is. */
  long inStateNs(long nowNs) {
    return nowNs - changedNs;
  }

  /** How often it was UP and then not. */
  long outages() {
    return outages;
  }

  /** Time since the last outage began. */
  long outageNs(long nowNs) {
    return nowNs - outageBeganNs;
  }

  /** Whether what was accepted can be believed: nothing speaks against it. */
  boolean isTrusted() {
    return state == EndpointState.UP || state == EndpointState.RECOVERING;
  }

  /** Whether it may be connected to, and its lines read: all the time but in trouble. */
  boolean isUsable() {
    return isTrusted() || isOnTrial;
  }

  /** Whether only single datagrams go out, or none before the first proof of life. */
  boolean isOnTrial() {
    return isOnTrial;
  }

  /** Whether a datagram may go out now. */
  boolean maySend(long nowNs) {
    if (!isOnTrial) {
      return isTrusted();
    }
    if (isProbed) {
      return false;
    }
    return trialSent == 0
        || (!isNew
            && trialSent < TRIAL_DATAGRAMS
            && nowNs - lastSentNs >= trialNs / TRIAL_DATAGRAMS);
  }

  /** A datagram went out. */
  void sent(long nowNs) {
    if (isOnTrial) {
      if (trialSent == 0) {
        trialBeganNs = nowNs;
      }
      trialSent++;
      lastSentNs = nowNs;
    }
  }

  /** An error came back, or the link broke, or it could not be made. */
  void failed(long nowNs, String reason) {
    if (isWaiting) {
      return; // what came before still echoes
    }
    trouble = reason;
    failedNs = nowNs;
    wasRecovering = state == EndpointState.RECOVERING;
    waitNs = backoff.nextNs();
    isWaiting = true;
    isOnTrial = false;
    isNew = false;
    if (state == EndpointState.UP) {
      outageBeganNs = nowNs;
      outages++;
    }
    become(isTrusted() ? EndpointState.SUSPECT : EndpointState.DOWN, nowNs);
  }

  /** A probe found life; it had begun then. */
  void probeSucceeded(long beganNs) {
    provenNs = Math.max(provenNs, beganNs);
  }

  /** A probe, begun then, found no life. */
  void probeFailed(long beganNs, long nowNs, String reason) {
    provenNs = Long.MIN_VALUE;
    if (isTrusted()) {
      failed(nowNs, reason);
    } else if (state == EndpointState.SUSPECT && beganNs - failedNs >= 0) {
      trouble = reason;
      become(EndpointState.DOWN, nowNs);
    }
  }

  /** What was sent on trial has been acknowledged by the other end: no more proof is needed. */
  void acknowledged(long nowNs) {
    if (isOnTrial && !isProbed && trialSent > 0) {
      trialBeganNs = nowNs - trialNs;
    }
  }

  /** Everything that was accepted until this time has been outlived; never without a probe. */
  long provenNs() {
    return provenNs;
  }

  /**
   * Lets time pass.
   *
   * @param hasLines whether there is anything to send: a trial without it needs no datagram
   * @return true when this is the moment to try again, or to ask for a probe
   */
  boolean passTime(long nowNs, boolean hasLines) {
    if (isWaiting && nowNs - failedNs >= waitNs) {
      isWaiting = false;
      isOnTrial = !isProbed;
      trialSent = 0;
      trialBeganNs = nowNs;
      return true;
    }
    if (isOnTrial ? passesTrial(nowNs, hasLines) : isProvenAfterFailure()) {
      isOnTrial = false;
      isNew = false;
      if (!isTrusted()) {
        become(EndpointState.RECOVERING, nowNs);
        return isProbed;
      }
    }
    if (isTrusted() && nowNs - failedNs >= STEADY_BACKOFFS * waitNs + trialNs) {
      backoff.reset();
    }
    return false;
  }

  private boolean passesTrial(long nowNs, boolean hasLines) {
    if (isProbed) {
      return provenNs != Long.MIN_VALUE;
    }
    boolean hasProof = trialSent > 0 || !hasLines;
    return hasProof
        && nowNs - trialBeganNs >= (isNew ? Math.min(OPENING_TRIAL_NS, trialNs) : trialNs);
  }

  private boolean isProvenAfterFailure() {
    return !isTrusted()
        && !isWaiting
        && provenNs != Long.MIN_VALUE
        && provenNs - failedNs >= waitNs;
  }

  /** Nothing waits for it any more. */
  void caughtUp(long nowNs) {
    if (state == EndpointState.RECOVERING) {
      become(EndpointState.UP, nowNs);
    }
  }

  private void become(EndpointState next, long nowNs) {
    if (next != state) {
      state = next;
      changedNs = nowNs;
    }
  }
}
