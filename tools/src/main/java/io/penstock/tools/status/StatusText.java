package io.penstock.tools.status;

import io.penstock.amounts.Amounts;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.StorageState;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.LossText;
import io.penstock.tools.screen.Facts;
import io.penstock.tools.screen.Prose;
import io.penstock.tools.screen.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A report as lines of text for a terminal of some width. */
final class StatusText {
  /** In place of seconds: see {@link IngestCounter#HEADROOM_SECONDS}. */
  private static final long NOTHING_ARRIVES = -2;

  private static final String UNSEEN = "unknown: not everything could be read";

  private StatusText() {}

  static List<String> lines(Report report, Trends trends, int width) {
    List<String> lines = new ArrayList<>();
    report.faults().forEach(fault -> lines.addAll(Prose.lines("cannot read " + fault, width, 2)));
    Facts facts = new Facts();
    report
        .ingest()
        .ifPresentOrElse(ingest -> ingest(facts, report, ingest), () -> noIngest(facts, report));
    workers(facts, report);
    journal(facts, report);
    disk(facts, report);
    balance(facts, report.balance());
    lines.addAll(facts.lines(width));
    lines.add("");
    lines.addAll(readers(report, trends).lines(width));
    for (ReaderReport reader : report.readers()) {
      if (reader.lost().total() > 0) {
        lines.add(Table.clip(reader.name() + " lost " + LossText.of(reader.lost()), width));
      }
    }
    return lines;
  }

  /** What could not be read may be all there is: then nothing is said of it. */
  private static void noIngest(Facts facts, Report report) {
    facts.add("ingest", report.faults().isEmpty() ? "has never run here" : UNSEEN);
  }

  private static void ingest(Facts facts, Report report, IngestReport ingest) {
    facts.add(
        "ingest",
        ingest.life().label()
            + (ingest.life() == Life.ALIVE
                ? " for " + ago(report.epochMs(), ingest.startedEpochMs())
                : ""),
        "process " + ingest.pid(),
        "UDP port " + ingest.port());
    if (ingest.inputs().size() > 1) {
      facts.add("inputs", ingest.inputs().toArray(String[]::new));
    }
    if (ingest.clients().any()) {
      facts.add("clients", clients(ingest.clients()));
    }
    if (ingest.away().times() > 0) {
      facts.add("away", away(ingest.away()));
    }
    facts.add(
        "received",
        Amounts.count(ingest.received()) + " datagrams",
        Amounts.bytes(ingest.receivedBytes()),
        Amounts.rate(ingest.receivedPerSecond()));
    facts.add("appended", Amounts.count(ingest.appended()), "dropped " + dropped(ingest));
    facts.add(
        "kernel",
        "dropped " + Amounts.count(ingest.kernelDrops()),
        "buffer "
            + Amounts.bytes(ingest.bufferUsedBytes())
            + " of "
            + Amounts.bytes(ingest.bufferGrantedBytes())
            + (ingest.isBufferSmall()
                ? " (asked for twice "
                    + Amounts.bytes(ingest.bufferAskedBytes())
                    + "; raise net.core.rmem_max)"
                : ""));
  }

  private static String[] clients(IngestReport.Clients clients) {
    List<String> parts = new ArrayList<>();
    parts.add(Amounts.count(clients.connected()) + " connected");
    clients
        .events()
        .forEach(
            (word, count) -> {
              if (count > 0) {
                parts.add(Amounts.count(count) + " " + word);
              }
            });
    return parts.toArray(String[]::new);
  }

  private static String[] away(IngestReport.Away away) {
    return new String[] {
      Amounts.duration(TimeUnit.MILLISECONDS.toNanos(away.ms())),
      away.times() == 1 ? "once" : Amounts.count(away.times()) + " times",
      "at " + Amounts.count(away.lastPerSecond()) + "/s before",
      "datagrams sent meanwhile are not counted"
    };
  }

  private static String ago(long nowEpochMs, long thenEpochMs) {
    return Amounts.duration(TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowEpochMs - thenEpochMs)));
  }

  private static String dropped(IngestReport ingest) {
    String reasons =
        ingest.dropped().entrySet().stream()
            .filter(entry -> entry.getValue() != 0)
            .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
            .collect(Collectors.joining(", "));
    return Amounts.count(ingest.droppedInAll()) + (reasons.isEmpty() ? "" : " (" + reasons + ")");
  }

  private static void workers(Facts facts, Report report) {
    int readers = report.readers().size();
    List<Long> pids = report.workers();
    facts.add(
        "workers",
        readers == 0
            ? (report.faults().isEmpty() ? "none has run here" : UNSEEN)
            : (pids.isEmpty() ? "none alive" : "alive")
                + ", "
                + report.readersAlive()
                + " of "
                + readers
                + (readers == 1 ? " reader" : " readers"),
        pids.isEmpty()
            ? ""
            : (pids.size() == 1 ? "process " : "processes ")
                + pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static void journal(Facts facts, Report report) {
    JournalLook journal = report.journal();
    int files = journal.rollFiles();
    facts.add(
        "journal",
        "head " + Amounts.count(report.ingest().map(IngestReport::head).orElse(0L)),
        files + (files == 1 ? " file" : " files"),
        Amounts.bytes(journal.allocatedBytes()) + " on disk",
        journal
            .oldest()
            .map(oldest -> TimeUnit.NANOSECONDS.toMillis(oldest.receiveTimeNs()))
            .map(
                epochMs ->
                    "oldest record "
                        + Instant.ofEpochMilli(epochMs).truncatedTo(ChronoUnit.SECONDS)
                        + " ("
                        + ago(report.epochMs(), epochMs)
                        + " ago)")
            .orElse(""));
  }

  private static void disk(Facts facts, Report report) {
    JournalLook journal = report.journal();
    if (journal.freeBytes() >= 0) {
      facts.add(
          "disk",
          Amounts.bytes(journal.freeBytes()) + " free of " + Amounts.bytes(journal.diskBytes()),
          report.ingest().map(StatusText::storage).orElse(""),
          report.ingest().map(StatusText::headroom).orElse(""));
    }
  }

  private static String storage(IngestReport ingest) {
    boolean isRoom = ingest.storage().equals(StorageState.ROOM.label());
    return isRoom || ingest.life() != Life.ALIVE ? "" : "storage " + ingest.storage();
  }

  private static String headroom(IngestReport ingest) {
    if (ingest.headroomSeconds() == NOTHING_ARRIVES) {
      return "no traffic, unread data is safe";
    }
    return ingest.headroomSeconds() < 0
        ? ""
        : "unread data is safe for "
            + Amounts.duration(TimeUnit.SECONDS.toNanos(ingest.headroomSeconds()))
            + " at this rate";
  }

  private static void balance(Facts facts, CounterBalance balance) {
    if (balance.equations() == 0) {
      return;
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        (balance.holds() ? "residual 0 in " : "FAILS, residual " + balance.residual() + " in ")
            + balance.equations()
            + " equations");
    parts.addAll(balance.failing());
    balance.open().forEach(open -> parts.add("open until the next start: " + open));
    if (balance.moving() > 0) {
      parts.add(balance.moving() + " still changing");
    }
    facts.add("balance", parts.toArray(String[]::new));
  }

  private static Table readers(Report report, Trends trends) {
    Table table =
        new Table()
            .words("SHARD", 12)
            .names("DESTINATION", 7, 4)
            .words("STATE", 11)
            .numbers("POSITION", 1)
            .numbers("BACKLOG", 10)
            .numbers("BYTES", 3)
            .numbers("LAG", 9)
            .numbers("DOUBT", 2)
            .numbers("RATE", 6);
    if (!trends.isEmpty()) {
      table.words("", 2);
    }
    table.numbers("ETA", 5).numbers("LOST", 8).numbers("RESENT", 4);
    for (ReaderReport reader : Trouble.first(report.readers())) {
      List<String> row = new ArrayList<>();
      row.add(label(reader.name(), reader.shard()));
      row.add(reader.destination().isEmpty() ? "-" : reader.destination());
      row.add(reader.state());
      row.add(Amounts.count(reader.position()));
      row.add(Amounts.count(reader.backlogDatagrams()));
      row.add(Amounts.bytes(reader.backlogBytes()));
      row.add(Amounts.age(reader.lagNs()));
      row.add(Amounts.count(reader.inDoubtDatagrams()));
      row.add(reader.life() == Life.ALIVE ? Amounts.rate(reader.linesPerSecond()) : "-");
      if (!trends.isEmpty()) {
        row.add(trends.of(reader.name()));
      }
      row.add(eta(reader.etaSeconds()));
      row.add(Amounts.count(reader.lost().total()));
      row.add(Amounts.count(reader.repeatedLines()));
      table.row(row.toArray(String[]::new));
    }
    for (Report.Unstarted shard : report.unstarted()) {
      List<String> row = new ArrayList<>();
      row.add(label(shard.name(), shard.shard()));
      row.add(shard.destination());
      row.add("not_started");
      while (row.size() < table.columns()) {
        row.add("-");
      }
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static String label(String name, int shard) {
    return shard >= 0 ? Integer.toString(shard) : name;
  }

  private static String eta(double seconds) {
    if (Double.isNaN(seconds) || seconds == 0) {
      return "-";
    }
    return Double.isInfinite(seconds) ? "never" : Amounts.age(Math.round(seconds * 1e9));
  }
}
