package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class KnownLayoutsTest {
  private final KnownLayouts layouts = new KnownLayouts(3);

  private void put(int cycle, int oldest) {
    layouts.put(cycle, new FileLayout(cycle, cycle, JournalFixture.layout(2)), oldest);
  }

  @Test
  void thoseOfFilesLongGoneAreForgotten() {
    for (int cycle = 0; cycle < 1_000; cycle++) {
      put(cycle, Math.max(0, cycle - 10));
    }
    assertEquals(3 + 11, layouts.all().size());
    assertNull(layouts.get(1_000 - 15));
    assertNotNull(layouts.get(1_000 - 14));
  }

  @Test
  void whatIsOnTheDiskIsKeptHoweverManyThereAre() {
    for (int cycle = 0; cycle < 1_000; cycle++) {
      put(cycle, 0);
    }
    assertEquals(1_000, layouts.all().size());
    assertSame(layouts.get(0).layout(), layouts.get(999).layout());
  }
}
