package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.backlog.Backlog;
import io.penstock.backlog.ReaderStanding;
import io.penstock.counters.ReaderState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerStatusTest {
  private static final long NOON_MS = 12 * 3_600_000;
  private static final long MINUTE_NS = 60_000_000_000L;

  private static ReaderStanding reader(String name, ReaderState state, long bytes, long behindNs) {
    return new ReaderStanding(name, state, NOON_MS + 240_000, new Backlog(1, bytes, 0, behindNs));
  }

  @Test
  void whatFlowsIsCountedAndWhatDoesNotIsNamed() {
    assertEquals(
        "shards 0-2, 7: 3 up, shard 2 down since 12:04Z, 1.2 GiB and 14 min behind at most",
        WorkerStatus.line(
            List.of(
                reader("shard-7", ReaderState.CAUGHT_UP, 0, 0),
                reader("shard-0", ReaderState.READING, 10, 0),
                reader("shard-1", ReaderState.CATCHING_UP, 1_000, MINUTE_NS),
                reader("shard-2", ReaderState.DOWN, 1_288_490_189, 14 * MINUTE_NS))));
  }

  @Test
  void whatIsWellIsShort() {
    assertEquals(
        "shard 3: 1 up", WorkerStatus.line(List.of(reader("shard-3", ReaderState.READING, 5, 5))));
    assertEquals(
        "2 readers: 2 up",
        WorkerStatus.line(
            List.of(
                reader("shard-3", ReaderState.READING, 0, 0),
                reader("mirror-3", ReaderState.READING, 0, 0))));
    assertTrue(WorkerStatus.line(List.of()).contains("waiting"));
  }

  @Test
  void aWholeOutageIsStillOneShortLine() {
    List<ReaderStanding> readers =
        IntStream.range(0, 64)
            .mapToObj(shard -> reader("shard-" + shard, ReaderState.DOWN, 0, 0))
            .toList();
    String line = WorkerStatus.line(readers);
    assertTrue(line.startsWith("shards 0-63: 0 up, shard 0 down"), line);
    assertTrue(line.endsWith("and 61 more"), line);
  }
}
