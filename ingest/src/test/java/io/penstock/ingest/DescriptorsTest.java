package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void someAreKeptBackForTheRest() {
    assertEquals(1_024, Descriptors.connections(1_024, 65_536, 40));
    assertEquals(1_024 - 40 - Descriptors.KEPT_BACK, Descriptors.connections(1_024, 1_024, 40));
    assertEquals(50, Descriptors.connections(50, 1_024, 40));
  }

  @Test
  void withALowLimitHalfIsAndThereIsAlwaysOne() {
    assertEquals(12, Descriptors.connections(1_024, 64, 40));
    assertEquals(1, Descriptors.connections(1_024, 40, 40));
    assertEquals(1, Descriptors.connections(1_024, 30, 40));
    assertEquals(65_536, Descriptors.connections(65_536, Long.MAX_VALUE, 40));
  }

  @Test
  void theLimitThatIsNamedDoes() {
    for (int asked : new int[] {1, 100, 1_024, 65_536}) {
      long limit = Descriptors.limitFor(asked, 40);
      assertEquals(asked, Descriptors.connections(asked, limit, 40));
      assertTrue(asked < 200 || Descriptors.connections(asked, limit - 1, 40) < asked);
    }
  }
}
