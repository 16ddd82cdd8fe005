package io.penstock.worker.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class InDoubtTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void aPlaceSettlesOnlyWhenItHasBeenOutlived() {
    InDoubt doubt = new InDoubt(2 * SECOND_NS);
    doubt.accepted(0, place(10), 0);
    assertNull(doubt.settled(-1, 0));
    assertEquals(10, doubt.settled(0, 0).number);
    assertNull(doubt.settled(7 * SECOND_NS, 0));
  }

  @Test
  void theFurthestSettledPlaceIsGiven() {
    InDoubt doubt = new InDoubt(SECOND_NS);
    doubt.accepted(0, place(10), 0);
    doubt.accepted(SECOND_NS / 2, place(20), 0);
    doubt.accepted(SECOND_NS, place(30), 0);
    assertEquals(20, doubt.settled(SECOND_NS / 2, 0).number);
  }

  @Test
  void placesCloseTogetherAreKeptAsOneAndNeverTooEarly() {
    InDoubt doubt = new InDoubt(SECOND_NS);
    doubt.accepted(0, place(10), 0);
    doubt.accepted(1, place(11), 0); // not kept: ten must not pull eleven along
    assertEquals(10, doubt.settled(0, 0).number);
    doubt.accepted(SECOND_NS + 1, place(11), 0);
    assertNull(doubt.settled(SECOND_NS, 0));
    assertEquals(11, doubt.settled(SECOND_NS + 1, 0).number);
  }

  @Test
  void withoutAWindowAPlaceSettlesAtOnce() {
    InDoubt doubt = new InDoubt(0);
    doubt.accepted(5, place(10), 0);
    assertEquals(10, doubt.settled(5, 0).number);
  }

  @Test
  void aRewindForgetsEverything() {
    InDoubt doubt = new InDoubt(SECOND_NS);
    doubt.accepted(0, place(10), 0);
    doubt.accepted(SECOND_NS / 2, place(20), 0);
    doubt.clear(5);
    assertNull(doubt.settled(10 * SECOND_NS, 0));
    doubt.accepted(10 * SECOND_NS, place(6), 0);
    assertEquals(6, doubt.settled(10 * SECOND_NS, 0).number);
  }

  private static Mark place(long number) {
    Mark mark = new Mark();
    mark.number = number;
    return mark;
  }
}
