package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.ReaderFile;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balance that is right, and each of its equations made wrong on purpose. */
class BalanceTest {
  private static final Layout LAYOUT =
      new Layout(
          HashKind.DJB2,
          KeyRule.NAME_TAGS,
          List.of("udp://127.0.0.1:8127", "udp://127.0.0.1:8128"));

  private static final List<String> DATAGRAMS =
      List.of("a:1|c", "b:1|c\nc:1|c\r\n\nd:1|c", "nocolon", "", "\n", "e,x=1:1|c\n");

  @TempDir private Path home;

  private final long[] lines = new long[2];
  private DataDirectory data;
  private JournalOptions options;

  @BeforeEach
  void makeWhatTwoDaemonsLeave() throws IOException {
    data = new DataDirectory(home.resolve("data"));
    data.create();
    options =
        new JournalOptions(data.journal(), 4 << 20, 8 << 20, 3_600_000_000_000L, 1 << 20, 1_000);
    append();
    for (String datagram : DATAGRAMS) {
      Audit.lines(datagram.getBytes(StandardCharsets.UTF_8))
          .forEach(line -> lines[PlainShard.of(line, LAYOUT)]++);
    }
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.RECEIVED_DATAGRAMS, DATAGRAMS.size() + 4);
      ingest.set(IngestCounter.DROPPED_CRASH, 3);
      ingest.set(IngestCounter.DROPPED_DISK_FULL, 1);
      ingest.set(IngestCounter.NEXT_NUMBER, DATAGRAMS.size());
    }
    for (int shard = 0; shard < 2; shard++) {
      leaveReader(shard);
    }
  }

  private void append() {
    BlockAllocator allocator = BlockAllocator.of(options, (file, offset, length) -> {});
    try (JournalWriter writer = JournalWriter.open(options, LAYOUT, 0, allocator)) {
      for (String datagram : DATAGRAMS) {
        byte[] bytes = datagram.getBytes(StandardCharsets.UTF_8);
        writer.begin(System.currentTimeMillis() * 1_000_000);
        assertTrue(writer.add(new UnsafeBuffer(bytes), 0, bytes.length));
        assertEquals(AppendResult.APPENDED, writer.append());
      }
    }
  }

  private void leaveReader(int shard) throws IOException {
    long all = lines[0] + lines[1];
    try (ReaderFile reader = ReaderFile.openWritable(data.readers(), "shard-" + shard, 0)) {
      reader.commit(DATAGRAMS.size(), 0, DATAGRAMS.size(), lines[shard] - 1, 1, 0, 0, 0);
      CounterFile counters = reader.counters();
      counters.set(ReaderCounter.SCANNED_LINES, all + 5);
      counters.set(ReaderCounter.PASSED_BY_LINES, all - lines[shard]);
      counters.set(ReaderCounter.ROUTED_LINES, lines[shard] + 5);
      counters.set(ReaderCounter.ACCEPTED_LINES, lines[shard] - 1 + 2);
      counters.set(ReaderCounter.REJECTED_TOO_BIG_LINES, 1);
      counters.set(ReaderCounter.REPEATED_LINES, 2);
      counters.set(ReaderCounter.DISCARDED_LINES, 3);
      counters.set(ReaderCounter.STATE, ReaderState.STOPPED.ordinal());
    }
  }

  @Test
  void whatTwoDaemonsLeaveAddsUp() throws IOException {
    Balance balance = check();
    assertTrue(balance.holds(), balance.toString());
    assertEquals(1 + 2 * 4 + 2 * 2, balance.equations().size());
    assertEquals(List.of(), balance.remarks());
  }

  @Test
  void aDatagramThatIsInNoAccountIsFound() throws IOException {
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.add(IngestCounter.RECEIVED_DATAGRAMS, 1);
    }
    assertBroken("ingest", "received = appended + dropped", 1);
  }

  @Test
  void eachCounterThatIsOffByOneIsFound() throws IOException {
    for (ReaderCounter counter :
        List.of(
            ReaderCounter.SCANNED_LINES,
            ReaderCounter.PASSED_BY_LINES,
            ReaderCounter.ROUTED_LINES,
            ReaderCounter.ACCEPTED_LINES,
            ReaderCounter.REJECTED_TOO_BIG_LINES,
            ReaderCounter.REPEATED_LINES,
            ReaderCounter.DISCARDED_LINES)) {
      leaveReader(1);
      assertTrue(check().holds());
      try (ReaderFile reader = ReaderFile.openWritable(data.readers(), "shard-1", 0)) {
        reader.counters().add(counter, 1);
      }
      assertFalse(check().holds(), counter + " is off by one and nobody noticed");
    }
  }

  @Test
  void aPositionThatHidesALossIsFound() throws IOException {
    try (ReaderFile reader = ReaderFile.openWritable(data.readers(), "shard-0", 0)) {
      reader.commit(DATAGRAMS.size(), 0, DATAGRAMS.size() - 1, lines[0] - 1, 1, 0, 0, 0);
    }
    assertBroken("shard-0", "position - start = committed + lost + expired", 1);
  }

  @Test
  void aLineThatWasNeverSentIsFoundByTheAudit() throws IOException {
    try (ReaderFile reader = ReaderFile.openWritable(data.readers(), "shard-0", 0)) {
      reader.commit(DATAGRAMS.size(), 0, DATAGRAMS.size(), lines[0] - 2, 1, 0, 0, 0);
    }
    assertBroken("shard-0", "lines recounted = committed + rejected", 1);
  }

  @Test
  void historyThatIsNotRetainedIsSaidToBeUnchecked() throws IOException {
    Balance before = check();
    try (ReaderFile reader = ReaderFile.openWritable(data.readers(), "shard-2", -5)) {
      reader.counters().set(ReaderCounter.STATE, ReaderState.STOPPED.ordinal());
    }
    Balance balance = check();
    assertEquals(1, balance.remarks().size());
    assertTrue(balance.remarks().getFirst().startsWith("shard-2 began at datagram -5"));
    assertEquals(before.equations().size() + 4, balance.equations().size());
  }

  private Balance check() throws IOException {
    return Balance.of(data, options, number -> {});
  }

  private void assertBroken(String about, String law, long residual) throws IOException {
    Equation broken =
        check().equations().stream()
            .filter(equation -> equation.about().equals(about) && equation.law().equals(law))
            .findFirst()
            .orElseThrow();
    assertEquals(residual, broken.residual(), broken.toString());
  }
}
