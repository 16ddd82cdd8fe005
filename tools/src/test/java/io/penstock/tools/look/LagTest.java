package io.penstock.tools.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.PlainShard;
import io.penstock.tools.select.SomeJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lag of a reader is the age of the oldest line that is not sent to it. */
class LagTest {
  private static final int SHARDS = 2;
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long NOW_NS = SomeJournal.NOON_NS + 1_000 * SECOND_NS;
  private static final long NOW_MS = TimeUnit.NANOSECONDS.toMillis(NOW_NS);

  @TempDir Path folder;
  private SomeJournal journal;
  private long bytes;
  private long newestNs;

  @BeforeEach
  void emptyJournal() {
    journal = new SomeJournal(folder, SHARDS);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static String lineOf(int shard) {
    for (int i = 0; ; i++) {
      String line = "name" + i + ":1|c";
      byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
      if (PlainShard.of(text, SomeJournal.layout(SHARDS)) == shard) {
        return line;
      }
    }
  }

  /** A datagram for a shard, received so many seconds ago. */
  private void received(int shard, int secondsAgo) {
    String line = lineOf(shard);
    newestNs = NOW_NS - secondsAgo * SECOND_NS;
    journal.append(newestNs, line);
    bytes += line.length();
  }

  /** A reader of shard 0; what it has read is as good as sent. */
  private Reader reader() throws IOException {
    return new Reader();
  }

  private final class Reader {
    private final ReaderFile file = ReaderFile.openWritable(journal.data.readers(), "shard-0", 0);

    Reader() throws IOException {}

    Reader committed(long number) {
      file.commit(number, 0, number, number, 0, 0, Losses.NONE, 0, 0, 0);
      return this;
    }

    Reader read(long number, int upToSecondsAgo) {
      file.counters().set(ReaderCounter.CURSOR_NUMBER, number);
      file.counters().set(ReaderCounter.CURSOR_TIME_NS, NOW_NS - upToSecondsAgo * SECOND_NS);
      return this;
    }

    Reader says(ReaderCounter counter, long value) {
      file.counters().set(counter, value);
      return this;
    }

    Reader in(ReaderState state) {
      file.counters().set(ReaderCounter.STATE, state.ordinal());
      return this;
    }

    ReaderLook alive() throws IOException {
      file.counters().heartbeat(NOW_MS);
      return look(NOW_MS);
    }

    ReaderLook silent() throws IOException {
      file.counters().heartbeat(NOW_MS - 60_000);
      return look(NOW_MS);
    }

    ReaderLook aliveWhenTheClockSays(long epochMs) throws IOException {
      file.counters().heartbeat(epochMs);
      return look(epochMs);
    }

    private ReaderLook look(long epochMs) throws IOException {
      file.close();
      try (CounterFile ingest =
          CounterFile.openWritable(journal.data.ingestCounters(), FileKind.INGEST)) {
        ingest.set(IngestCounter.NEXT_NUMBER, journal.next());
        ingest.set(IngestCounter.APPENDED_BYTES, bytes);
        ingest.set(IngestCounter.LAST_RECEIVE_TIME_NS, newestNs);
      }
      return Look.at(journal.data, epochMs, new Processes()).readers().getFirst();
    }
  }

  private static void assertLag(double seconds, ReaderLook look) {
    assertEquals(seconds, look.backlog().lagNs() / 1e9, 1e-3, look.backlog()::toString);
  }

  @Test
  void afterASilenceTheFirstLineIsAsOldAsItIs() throws IOException {
    received(0, 101);
    received(0, 1);
    assertLag(1, reader().committed(1).read(1, 101).in(ReaderState.DOWN).alive());
  }

  @Test
  void whatWaitsGrowsOlderThoughNothingMoreComes() throws IOException {
    received(0, 110);
    received(0, 100);
    assertLag(110, reader().committed(0).read(0, 111).in(ReaderState.DOWN).alive());
  }

  @Test
  void nothingWaitsIsNoLagHoweverLongAgoTheLastLineCame() throws IOException {
    received(0, 500);
    ReaderLook look = reader().committed(1).read(1, 500).alive();
    assertLag(0, look);
    assertEquals(0, look.backlog().unsentDatagrams());
  }

  @Test
  void whatIsSentAndNotYetCertainDoesNotWait() throws IOException {
    received(0, 1);
    received(0, 1);
    ReaderLook look = reader().committed(0).read(2, 1).alive();
    assertLag(0, look);
    assertEquals(0, look.backlog().unsentDatagrams());
    assertEquals(2, look.backlog().inDoubtDatagrams());
  }

  @Test
  void whatADeadWorkerHadInDoubtWaits() throws IOException {
    received(0, 90);
    received(0, 80);
    ReaderLook look = reader().committed(0).read(2, 80).silent();
    assertLag(90, look);
    assertEquals(2, look.backlog().unsentDatagrams());
    assertEquals(bytes, look.backlog().unsentBytes());
    assertEquals(0, look.backlog().inDoubtDatagrams());
  }

  /** A server that takes no more of a stream leaves lines in memory, behind the cursor. */
  @Test
  void whatIsReadAndNotSentWaits() throws IOException {
    received(0, 70);
    received(0, 60);
    received(0, 50);
    ReaderLook look =
        reader()
            .committed(0)
            .read(3, 50)
            .says(ReaderCounter.ROUTED_LINES, 3)
            .says(ReaderCounter.ACCEPTED_LINES, 1)
            .says(ReaderCounter.UNSENT_NUMBER, 1)
            .alive();
    assertLag(60, look);
    assertEquals(2, look.backlog().unsentDatagrams());
    assertEquals(1, look.backlog().inDoubtDatagrams());
  }

  /** A worker of before says less: then all that is not committed counts. */
  @Test
  void whatIsReadAndNotSentWaitsFromTheCommittedPositionWhenMoreIsNotSaid() throws IOException {
    received(0, 70);
    received(0, 60);
    assertLag(70, reader().committed(0).read(2, 60).says(ReaderCounter.ROUTED_LINES, 2).alive());
  }

  @Test
  void linesOfOtherShardsDoNotWaitForThisOne() throws IOException {
    received(1, 300);
    received(1, 200);
    received(0, 100);
    assertLag(100, reader().committed(0).silent());
  }

  @Test
  void nothingWaitsWhereAllIsForOthers() throws IOException {
    received(1, 300);
    received(1, 200);
    ReaderLook look = reader().committed(0).silent();
    assertLag(0, look);
    assertEquals(0, look.backlog().unsentDatagrams());
  }

  @Test
  void layoutsWithoutTheShardHoldNothingForIt() throws IOException {
    received(0, 300);
    journal.relayout(1);
    received(0, 200);
    try (ReaderFile other = ReaderFile.openWritable(journal.data.readers(), "shard-1", 1)) {
      other.counters().heartbeat(NOW_MS);
    }
    reader().committed(2).alive();
    ReaderLook drained = Look.at(journal.data, NOW_MS, new Processes()).readers().get(1);
    assertLag(0, drained);
    assertEquals(0, drained.backlog().unsentDatagrams());
  }

  @Test
  void aRetiredReaderWaitsForNothing() throws IOException {
    received(0, 300);
    Reader reader = reader().committed(0).in(ReaderState.RETIRED);
    reader.file.counters().heartbeatEnd();
    ReaderLook look = reader.look(NOW_MS);
    assertLag(0, look);
    assertEquals(0, look.backlog().unsentDatagrams());
  }

  @Test
  void whatRetentionHasDeletedIsNotWaitedFor() throws IOException {
    received(0, 300);
    journal.gap(5);
    received(0, 200);
    assertLag(200, reader().committed(1).silent());
  }

  @Test
  void aClockThatWasSetBackHidesNothing() throws IOException {
    received(0, 100);
    received(0, 10);
    long hourAgoMs = NOW_MS - 3_600_000;
    assertLag(90, reader().committed(0).read(0, 200).aliveWhenTheClockSays(hourAgoMs));
  }

  /** All that comes while the clock is behind has the time of the newest record before. */
  @Test
  void whileTheClockIsBehindTheWorkerSaysHowLongALineWaits() throws IOException {
    received(0, 10);
    received(0, 10);
    long hourAgoMs = NOW_MS - 3_600_000;
    assertLag(
        77,
        reader()
            .committed(0)
            .read(0, 200)
            .says(ReaderCounter.WAITING_MS, 77_000)
            .aliveWhenTheClockSays(hourAgoMs));
  }

  @Test
  void whatADeadWorkerSaidOfWaitingIsOld() throws IOException {
    received(0, 10);
    assertLag(10, reader().committed(0).says(ReaderCounter.WAITING_MS, 77_000).silent());
  }

  @Test
  void withoutAJournalTheCountersMustDo() throws IOException {
    received(0, 30);
    received(0, 20);
    Reader reader = reader().committed(1).read(1, 30);
    journal.files().forEach(file -> assertTrue(file.toFile().delete()));
    assertLag(30, reader.alive());
  }
}
