package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderState;
import io.penstock.tools.look.Look;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small bars for the latest rates. */
class TrendsTest {
  @TempDir Path folder;

  private String bars(Charset encoding, int... cursors) throws IOException {
    Trends trends = Trends.in(encoding);
    Look before = null;
    long now = System.currentTimeMillis();
    Daemons daemons = new Daemons(folder).ingest(100_000, now);
    for (int cursor : cursors) {
      daemons.reader("shard-0", 1_100, cursor, ReaderState.READING, now);
      Look look = Look.at(daemons.data);
      Look aSecondLater =
          new Look(
              look.epochMs(),
              before == null ? 0 : before.nanos() + 1_000_000_000L,
              look.ingest(),
              look.readers(),
              look.journal(),
              look.faults());
      trends.add(Report.of(folder, before, aSecondLater, List.of()));
      before = aSecondLater;
    }
    assertEquals(cursors.length < 2, trends.isEmpty());
    return trends.of("shard-0");
  }

  @Test
  void theHighestRateIsTheHighestBar() throws IOException {
    assertEquals("▁█▅", bars(StandardCharsets.UTF_8, 1_200, 1_200, 3_200, 4_200));
  }

  @Test
  void onlyTheLatestAreKept() throws IOException {
    assertEquals(8, bars(StandardCharsets.UTF_8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).length());
  }

  @Test
  void anOutputThatKnowsNoBarsGetsOtherSigns() throws IOException {
    assertEquals("_#", bars(StandardCharsets.US_ASCII, 1_200, 1_200, 3_200));
    assertTrue(bars(StandardCharsets.UTF_8, 1_200).isEmpty());
  }
}
