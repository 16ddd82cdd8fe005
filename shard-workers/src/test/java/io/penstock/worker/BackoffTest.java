package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void waitsDoubleFromTheLeastToTheMostAndBeginAgainAfterAReset() {
    Backoff backoff = new Backoff(100, 350);
    assertEquals(100, backoff.nextNs());
    assertEquals(200, backoff.nextNs());
    assertEquals(350, backoff.nextNs());
    assertEquals(350, backoff.nextNs());
    backoff.reset();
    assertEquals(100, backoff.nextNs());
  }
}
