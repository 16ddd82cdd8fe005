package io.penstock.worker.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every transition, by a clock of the test's own. */
class AvailabilityTest {
  private static final long MS = 1_000_000;
  private static final long RETRY_MIN_NS = 100 * MS;
  private static final long RETRY_MAX_NS = 2_000 * MS;
  private static final long TRIAL_NS = 2_000 * MS;

  private long nowNs = -5_000 * MS;
  private Availability availability = unprobed();

  private Availability unprobed() {
    return new Availability(new Backoff(RETRY_MIN_NS, RETRY_MAX_NS), false, TRIAL_NS, nowNs);
  }

  private Availability probed() {
    return new Availability(new Backoff(RETRY_MIN_NS, RETRY_MAX_NS), true, TRIAL_NS, nowNs);
  }

  private void makeUp() {
    availability.sent(nowNs);
    pass(Availability.OPENING_TRIAL_NS);
    assertEquals(EndpointState.UP, availability.state());
    assertTrue(availability.maySend(nowNs));
  }

  private void makeProbedUp() {
    availability = probed();
    availability.probeSucceeded(nowNs);
    pass(MS);
    assertTrue(availability.maySend(nowNs));
  }

  /** Passes time in steps of a millisecond, without anything being sent. */
  private void pass(long durationNs) {
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; ) {
      nowNs += MS;
      availability.passTime(nowNs, true);
    }
  }

  /** Passes time and sends whatever may be sent; returns how many datagrams that were. */
  private int passAndSend(long durationNs) {
    int sent = 0;
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; ) {
      nowNs += MS;
      availability.passTime(nowNs, true);
      if (availability.maySend(nowNs)) {
        availability.sent(nowNs);
        sent++;
      }
    }
    return sent;
  }

  // Without a probe.

  @Test
  void aNewDestinationIsUpAndGetsOneDatagramBeforeTheRest() {
    assertEquals(EndpointState.UP, availability.state());
    assertTrue(availability.isUsable());
    assertTrue(availability.maySend(nowNs));
    availability.sent(nowNs);
    assertFalse(availability.maySend(nowNs));
    pass(Availability.OPENING_TRIAL_NS - 2 * MS);
    assertFalse(availability.maySend(nowNs));
    pass(3 * MS);
    assertTrue(availability.maySend(nowNs));
  }

  @Test
  void anErrorMakesItSuspectAndStopsEverything() {
    makeUp();
    availability.failed(nowNs, "refused");
    assertEquals(EndpointState.SUSPECT, availability.state());
    assertEquals("refused", availability.trouble());
    assertFalse(availability.isUsable());
    assertFalse(availability.isTrusted());
    assertEquals(0, passAndSend(RETRY_MIN_NS - 2 * MS));
  }

  @Test
  void aTrialIsAFewDatagramsAndTwoSecondsWithoutAnError() {
    makeUp();
    availability.failed(nowNs, "refused");
    pass(RETRY_MIN_NS);
    assertTrue(availability.isUsable());
    assertEquals(4, passAndSend(TRIAL_NS));
    assertEquals(EndpointState.SUSPECT, availability.state());
    passAndSend(2 * MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
    assertTrue(availability.isTrusted());
  }

  @Test
  void aTrialWithNothingToSendNeedsNoDatagram() {
    makeUp();
    availability.failed(nowNs, "the name does not resolve");
    for (int i = 0; i < 2_200; i++) {
      nowNs += MS;
      availability.passTime(nowNs, false);
    }
    assertEquals(EndpointState.RECOVERING, availability.state());
  }

  @Test
  void aTrialWaitsForItsFirstDatagram() {
    makeUp();
    availability.failed(nowNs, "refused");
    pass(20_000 * MS);
    assertEquals(EndpointState.SUSPECT, availability.state());
  }

  @Test
  void anAcknowledgementEndsATrialAtOnce() {
    makeUp();
    availability.failed(nowNs, "reset");
    pass(RETRY_MIN_NS);
    availability.acknowledged(nowNs);
    pass(MS);
    assertEquals(EndpointState.SUSPECT, availability.state(), "nothing was sent that could be");
    availability.sent(nowNs);
    availability.acknowledged(nowNs);
    pass(MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
  }

  @Test
  void anErrorDuringATrialMakesItDownAndTheWaitsDouble() {
    makeUp();
    availability.failed(nowNs, "refused");
    long waitNs = RETRY_MIN_NS;
    for (int i = 0; i < 8; i++) {
      assertEquals(0, passAndSend(waitNs - 2 * MS));
      assertEquals(1, passAndSend(3 * MS), "after " + waitNs);
      availability.failed(nowNs, "refused");
      assertEquals(EndpointState.DOWN, availability.state());
      waitNs = Math.min(RETRY_MAX_NS, 2 * waitNs);
    }
  }

  @Test
  void echoesOfOldDatagramsDuringTheWaitChangeNothing() {
    makeUp();
    availability.failed(nowNs, "refused");
    pass(10 * MS);
    availability.failed(nowNs, "refused");
    assertEquals(EndpointState.SUSPECT, availability.state());
    pass(RETRY_MIN_NS - 10 * MS);
    assertTrue(availability.maySend(nowNs));
  }

  @Test
  void whatRecoversIsUpWhenItHasCaughtUpAndNotBefore() {
    makeUp();
    availability.caughtUp(nowNs);
    availability.failed(nowNs, "refused");
    long beganNs = nowNs;
    availability.caughtUp(nowNs);
    assertEquals(EndpointState.SUSPECT, availability.state());
    passAndSend(RETRY_MIN_NS + TRIAL_NS + 10 * MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
    pass(60_000 * MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
    availability.caughtUp(nowNs);
    assertEquals(EndpointState.UP, availability.state());
    assertEquals(0, availability.inStateNs(nowNs));
    assertEquals(nowNs - beganNs, availability.outageNs(nowNs));
  }

  @Test
  void anErrorWhileRecoveringIsTheSameOutage() {
    makeUp();
    availability.failed(nowNs, "refused");
    long beganNs = nowNs;
    assertFalse(availability.wasRecovering());
    passAndSend(RETRY_MIN_NS + TRIAL_NS + 10 * MS);
    availability.failed(nowNs, "refused");
    assertTrue(availability.wasRecovering());
    assertEquals(EndpointState.SUSPECT, availability.state());
    assertEquals(nowNs - beganNs, availability.outageNs(nowNs));
    assertEquals(1, availability.outages());
  }

  @Test
  void oneThatFlapsIsAskedLessAndLessOften() {
    makeUp();
    long lastNs = 0;
    for (int flap = 0; flap < 5; flap++) {
      availability.failed(nowNs, "refused");
      long beganNs = nowNs;
      while (availability.state() != EndpointState.RECOVERING) {
        passAndSend(MS);
      }
      availability.caughtUp(nowNs);
      long tookNs = nowNs - beganNs;
      assertTrue(tookNs > lastNs, flap + ": " + tookNs);
      lastNs = tookNs;
      passAndSend(10 * MS); // and there it goes again
    }
  }

  @Test
  void afterLongEnoughWithoutTroubleTheWaitIsShortAgain() {
    makeUp();
    for (int i = 0; i < 10; i++) {
      availability.failed(nowNs, "refused");
      passAndSend(RETRY_MAX_NS + MS);
    }
    passAndSend(RETRY_MAX_NS + TRIAL_NS);
    availability.caughtUp(nowNs);
    assertEquals(EndpointState.UP, availability.state());
    pass(4 * RETRY_MAX_NS + TRIAL_NS);
    availability.failed(nowNs, "refused");
    assertEquals(1, passAndSend(RETRY_MIN_NS + MS));
  }

  @Test
  void aDestinationThatCannotBeReachedFromTheBeginningGoesDown() {
    availability.failed(nowNs, "the name does not resolve");
    assertEquals(EndpointState.SUSPECT, availability.state());
    pass(RETRY_MIN_NS);
    availability.failed(nowNs, "the name does not resolve");
    assertEquals(EndpointState.DOWN, availability.state());
  }

  // With a probe.

  @Test
  void withAProbeNothingIsSentBeforeTheFirstProof() {
    availability = probed();
    pass(5_000 * MS);
    assertEquals(EndpointState.UP, availability.state());
    assertTrue(availability.isUsable(), "it may be connected to");
    assertFalse(availability.maySend(nowNs));
    availability.probeSucceeded(nowNs);
    pass(MS);
    assertTrue(availability.maySend(nowNs));
  }

  @Test
  void aFailedProbeMakesItSuspectAndAnotherOneDown() {
    makeProbedUp();
    availability.probeFailed(nowNs, nowNs, "no answer");
    assertEquals(EndpointState.SUSPECT, availability.state());
    assertFalse(availability.isUsable());
    pass(10 * MS);
    availability.probeFailed(nowNs, nowNs, "no answer");
    assertEquals(EndpointState.DOWN, availability.state());
    availability.probeFailed(nowNs, nowNs, "no answer");
    assertEquals(EndpointState.DOWN, availability.state());
  }

  @Test
  void aProbeThatHadBegunBeforeTheTroubleProvesNothing() {
    makeProbedUp();
    long beforeNs = nowNs;
    pass(5 * MS);
    availability.failed(nowNs, "refused");
    availability.probeSucceeded(beforeNs);
    pass(1_000 * MS);
    assertEquals(EndpointState.SUSPECT, availability.state());
    availability.probeSucceeded(nowNs);
    pass(MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
    assertTrue(availability.maySend(nowNs));
  }

  @Test
  void aProbeWithinTheBackoffProvesNothingYet() {
    makeProbedUp();
    availability.failed(nowNs, "refused");
    pass(10 * MS);
    availability.probeSucceeded(nowNs);
    pass(RETRY_MIN_NS);
    assertEquals(EndpointState.SUSPECT, availability.state());
    availability.probeSucceeded(nowNs);
    pass(MS);
    assertEquals(EndpointState.RECOVERING, availability.state());
  }

  @Test
  void theMomentToAskAgainIsSaidOnce() {
    makeProbedUp();
    availability.failed(nowNs, "refused");
    int moments = 0;
    for (int i = 0; i < 5_000; i++) {
      nowNs += MS;
      moments += availability.passTime(nowNs, true) ? 1 : 0;
    }
    assertEquals(1, moments);
  }

  @Test
  void whatIsProvenIsForgottenWhenItIsDisproven() {
    makeProbedUp();
    long provenNs = availability.provenNs();
    assertEquals(nowNs - MS, provenNs);
    availability.probeFailed(nowNs, nowNs, "no answer");
    assertEquals(Long.MIN_VALUE, availability.provenNs());
  }
}
