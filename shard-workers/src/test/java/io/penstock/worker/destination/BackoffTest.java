package io.penstock.worker.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
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

  @Test
  void jitterShortensAWaitByAtMostAQuarter() {
    Set<Long> waits = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      long wait = Backoff.jittered(1_000_000, 2_000_000, new SplittableRandom()).nextNs();
      assertTrue(wait > 749_999 && wait <= 1_000_000, "was " + wait);
      waits.add(wait);
    }
    assertTrue(waits.size() > 1, "all alike");
  }
}
