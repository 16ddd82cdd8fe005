package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of the daemons mean. */
class ReportTest {
  private static final List<Destination> TWO =
      List.of(new Destination("10.0.0.1", 8125), new Destination("10.0.0.2", 8125));

  @TempDir Path folder;
  private Daemons daemons;
  private long now;

  @BeforeEach
  void emptyDataDirectory() {
    daemons = new Daemons(folder);
    now = System.currentTimeMillis();
  }

  private Report report() {
    Look look = Look.at(daemons.data, now, new Processes());
    return Report.of(daemons.data.root(), look, look, TWO);
  }

  @Test
  void backlogIsWhatIsNotSent() throws IOException {
    daemons.ingest(500, now).reader("shard-0", 1_100, 1_300, ReaderState.CATCHING_UP, now);
    ReaderReport reader = report().readers().getFirst();
    assertEquals(1_500 - 1_300, reader.backlogDatagrams());
    assertEquals(200, reader.inDoubtDatagrams());
    assertEquals(200 * 100, reader.backlogBytes());
    assertEquals(200_000_000, reader.lagNs());
    assertEquals("catching_up", reader.state());
    assertEquals("10.0.0.1:8125", reader.destination());
    assertEquals(new Losses(2, 1, 0), reader.lost());
    assertEquals(4, reader.repeatedLines());
  }

  @Test
  void readerThatHasReadAllHasNoLag() throws IOException {
    daemons.ingest(500, now).reader("shard-0", 1_400, 1_500, ReaderState.CAUGHT_UP, now);
    ReaderReport reader = report().readers().getFirst();
    assertEquals(0, reader.lagNs());
    assertEquals(0, reader.backlogDatagrams());
    assertEquals(100, reader.inDoubtDatagrams());
  }

  @Test
  void droppedIsGivenByReason() throws IOException {
    daemons.ingest(500, now);
    IngestReport ingest = report().ingest().orElseThrow();
    assertEquals(500, ingest.appended());
    assertEquals(512, ingest.received());
    assertEquals(10, ingest.dropped().get("disk_full"));
    assertEquals(2, ingest.dropped().get("truncated"));
    assertEquals(0, ingest.dropped().get("denied"), "there is a sample before the first drop");
    assertEquals(12, ingest.droppedInAll());
    assertEquals(5, ingest.kernelDrops());
  }

  @Test
  void lifeIsJudgedByTheHeartbeat() throws IOException {
    daemons
        .ingest(1, now - 60_000)
        .reader("shard-0", 1_003, 1_003, ReaderState.READING, now - 60_000)
        .reader("shard-1", 1_003, 1_003, ReaderState.READING, 0)
        .reader("shard-2", 1_003, 1_003, ReaderState.RETIRED, 0);
    Report report = report();
    assertEquals(Life.DEAD, report.ingest().orElseThrow().life());
    assertEquals(
        List.of("dead", "stopped", "retired"),
        report.readers().stream().map(ReaderReport::state).toList());
  }

  @Test
  void aRemovedMirrorHasNoBacklogAndRaisesNoAlarm() throws IOException {
    daemons
        .ingest(500, now)
        .reader("shard-0", 1_500, 1_500, ReaderState.CAUGHT_UP, now)
        .reader("shard-1", 1_500, 1_500, ReaderState.CAUGHT_UP, now)
        .reader("mirror-0", 1_100, 1_100, ReaderState.STOPPED, 0);
    Report report = report();
    ReaderReport mirror =
        report.readers().stream()
            .filter(r -> r.name().equals("mirror-0"))
            .findFirst()
            .orElseThrow();
    assertEquals("abandoned", mirror.state());
    assertEquals(0, mirror.backlogDatagrams());
    assertEquals(0, mirror.lagNs());
    List<Limit> limits = Limit.parseAll("alive,lag=1ms,backlog=0");
    assertEquals(List.of(), Judgement.of(report, limits).problems());
  }

  @Test
  void ratesAreDifferencesOverTime() throws IOException {
    daemons.ingest(500, now).reader("shard-0", 1_100, 1_300, ReaderState.READING, now);
    Look before = Look.at(daemons.data, now, new Processes());
    daemons.ingest(700, now).reader("shard-0", 1_100, 1_400, ReaderState.READING, now);
    Look twoSecondsLater =
        later(before, 2_000_000_000L, Look.at(daemons.data, now, new Processes()));
    Report report = Report.of(daemons.data.root(), before, twoSecondsLater, TWO);
    assertEquals(100.0, report.ingest().orElseThrow().receivedPerSecond());
    assertEquals(100.0, report.readers().getFirst().linesPerSecond());
  }

  @Test
  void etaIsTheUnreadOverWhatIsGainedASecond() throws IOException {
    daemons.ingest(90_000, now).reader("shard-0", 1_100, 2_000, ReaderState.CATCHING_UP, now);
    Look before = Look.at(daemons.data, now, new Processes());
    daemons.ingest(90_100, now).reader("shard-0", 1_100, 3_100, ReaderState.CATCHING_UP, now);
    assertEquals((91_100 - 3_100) / 1_000.0, etaAfterASecond(before), 1e-6);
    daemons.ingest(95_000, now).reader("shard-0", 1_100, 3_100, ReaderState.CATCHING_UP, now);
    assertEquals(Double.POSITIVE_INFINITY, etaAfterASecond(before));
    daemons.ingest(95_000, now).reader("shard-0", 1_100, 95_900, ReaderState.READING, now);
    assertEquals(0, etaAfterASecond(before));
    daemons.ingest(95_000, now).reader("shard-0", 1_100, 3_100, ReaderState.CATCHING_UP, 1);
    assertTrue(Double.isNaN(etaAfterASecond(before)));
  }

  private double etaAfterASecond(Look before) {
    Look later = later(before, 1_000_000_000L, Look.at(daemons.data, now, new Processes()));
    Report report = Report.of(daemons.data.root(), before, later, TWO);
    return report.readers().getFirst().etaSeconds();
  }

  private static Look later(Look before, long nanos, Look now) {
    return new Look(
        now.epochMs(),
        before.nanos() + nanos,
        now.ingest(),
        now.readers(),
        now.journal(),
        now.faults());
  }

  @Test
  void readersComeByShardAndThoseThatNeverRanAreListed() throws IOException {
    daemons.ingest(1, now);
    for (int shard : new int[] {10, 9, 0}) {
      daemons.reader("shard-" + shard, 1_003, 1_003, ReaderState.READING, now);
    }
    Report report = report();
    assertEquals(List.of(0, 9, 10), report.readers().stream().map(ReaderReport::shard).toList());
    assertEquals("", report.readers().getLast().destination());
    assertEquals(List.of(new Report.Unstarted("shard-1", "10.0.0.2:8125")), report.unstarted());
  }

  @Test
  void fileThatCannotBeReadHidesNoOther() throws IOException {
    daemons.ingest(1, now).reader("shard-0", 1_003, 1_003, ReaderState.READING, now);
    Files.writeString(daemons.data.readers().resolve("shard-1"), "garbage");
    Report report = report();
    assertEquals(1, report.readers().size());
    assertEquals(1, report.faults().size());
    assertTrue(report.faults().getFirst().contains("shard-1"), report.faults().getFirst());
  }

  @Test
  void journalIsCountedByAllocatedBlocks() throws IOException {
    daemons.rollFile("1.cq4", 100_000).rollFile("2.cq4", 100_000).rollFile("metadata.cq4t", 10);
    JournalLook journal = report().journal();
    assertEquals(2, journal.rollFiles());
    assertTrue(journal.allocatedBytes() >= 200_000, "" + journal.allocatedBytes());
    assertTrue(journal.allocatedBytes() < 400_000, "" + journal.allocatedBytes());
  }

  @Test
  void newerStateIsShownByItsNumber() throws IOException {
    daemons.ingest(1, now).reader("shard-0", 1_003, 1_003, ReaderState.READING, now);
    try (var file =
        io.penstock.reader.ReaderFile.openWritable(daemons.data.readers(), "shard-0", 0)) {
      file.counters().set(io.penstock.counters.ReaderCounter.STATE, 77);
      file.counters().heartbeat(now);
    }
    assertEquals("state_77", report().readers().getFirst().state());
  }
}
