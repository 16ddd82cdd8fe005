package io.penstock.journal.rollfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.penstock.journal.record.LayoutRecord;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownLayoutsTest {
  private final KnownLayouts layouts = new KnownLayouts(3);

  private void put(int cycle, int oldest) {
    Layout layout = new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://127.0.0.1:9000"));
    layouts.put(cycle, new LayoutRecord(cycle, cycle, layout), oldest);
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
