package io.penstock.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void oneDestinationAfterTheOtherIsDownForFourOfTenSeconds() {
    List<Integer> down = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      down.add(new Outages(2).downAt(second * SECOND));
    }
    assertEquals(
        List.of(
            -1, -1, -1, -1, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1,
            0, 0, 0, 0, -1, -1),
        down);
  }

  @Test
  void withoutOutagesNobodyIsEverDown() {
    for (int second = 0; second < 30; second++) {
      assertEquals(Outages.NONE, new Outages(0).downAt(second * SECOND));
    }
  }
}
