package io.penstock.tools.status;

import io.penstock.tools.look.Life;
import io.penstock.tools.screen.Amounts;
import io.penstock.tools.screen.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A report as lines of text for a terminal of some width. */
final class StatusText {
  private StatusText() {}

  static List<String> lines(Report report, int width) {
    List<String> lines = new ArrayList<>(ingest(report));
    lines.add(journal(report));
    lines.replaceAll(line -> Table.clip(line, width));
    lines.add("");
    lines.addAll(readers(report).lines(width));
    long inDoubt =
        report.readers().stream().mapToLong(ReaderReport::inDoubtDatagrams).max().orElse(0);
    if (inDoubt > 0) {
      lines.add(
          Table.clip(
              "Of a backlog up to "
                  + Amounts.count(inDoubt)
                  + " datagrams are sent and not yet certain (forward.doubt_window).",
              width));
    }
    report.faults().forEach(fault -> lines.add("cannot read " + fault));
    return lines;
  }

  private static List<String> ingest(Report report) {
    if (report.ingest().isEmpty()) {
      return List.of("ingest    has never run here");
    }
    IngestReport ingest = report.ingest().get();
    List<String> lines = new ArrayList<>();
    lines.add(
        "ingest    "
            + ingest.life().label()
            + (ingest.life() == Life.ALIVE
                ? " for "
                    + Amounts.duration(
                        TimeUnit.MILLISECONDS.toNanos(
                            Math.max(0, report.epochMs() - ingest.startedEpochMs())))
                : "")
            + ", process "
            + ingest.pid()
            + ", UDP port "
            + ingest.port());
    lines.add(
        "received  "
            + Amounts.count(ingest.received())
            + " datagrams, "
            + Amounts.bytes(ingest.receivedBytes())
            + ", "
            + Amounts.rate(ingest.receivedPerSecond()));
    lines.add("appended  " + Amounts.count(ingest.appended()) + ", dropped " + dropped(ingest));
    lines.add("kernel    " + kernel(ingest));
    return lines;
  }

  private static String dropped(IngestReport ingest) {
    String reasons =
        ingest.dropped().entrySet().stream()
            .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue()))
            .collect(Collectors.joining(", "));
    return Amounts.count(ingest.droppedInAll()) + (reasons.isEmpty() ? "" : " (" + reasons + ")");
  }

  private static String kernel(IngestReport ingest) {
    boolean less = ingest.bufferGrantedBytes() < ingest.bufferAskedBytes();
    return "dropped "
        + Amounts.count(ingest.kernelDrops())
        + ", buffer "
        + Amounts.bytes(ingest.bufferUsedBytes())
        + " of "
        + Amounts.bytes(ingest.bufferGrantedBytes())
        + (less
            ? " (asked for "
                + Amounts.bytes(ingest.bufferAskedBytes())
                + "; raise net.core.rmem_max)"
            : "");
  }

  private static String journal(Report report) {
    long head = report.ingest().map(IngestReport::head).orElse(0L);
    int files = report.journal().rollFiles();
    return "journal   head "
        + Amounts.count(head)
        + ", "
        + files
        + (files == 1 ? " file, " : " files, ")
        + Amounts.bytes(report.journal().allocatedBytes())
        + " on disk";
  }

  private static Table readers(Report report) {
    Table table =
        new Table()
            .words("SHARD", 10)
            .words("DESTINATION", 5)
            .words("STATE", 9)
            .numbers("POSITION", 1)
            .numbers("BACKLOG", 8)
            .numbers("BYTES", 2)
            .numbers("LAG", 7)
            .numbers("RATE", 4)
            .numbers("LOST", 6)
            .numbers("REPEATED", 3);
    for (ReaderReport reader : report.readers()) {
      table.row(
          reader.shard() >= 0 ? Integer.toString(reader.shard()) : reader.name(),
          reader.destination().isEmpty() ? "-" : reader.destination(),
          reader.state(),
          Amounts.count(reader.position()),
          Amounts.count(reader.backlogDatagrams()),
          Amounts.bytes(reader.backlogBytes()),
          Amounts.duration(reader.lagNs()),
          reader.life() == Life.ALIVE ? Amounts.rate(reader.linesPerSecond()) : "-",
          Amounts.count(reader.lost()),
          Amounts.count(reader.repeatedLines()));
    }
    for (Report.Unstarted shard : report.unstarted()) {
      table.row(
          Integer.toString(shard.shard()),
          shard.destination(),
          "not_started",
          "-",
          "-",
          "-",
          "-",
          "-",
          "-",
          "-");
    }
    return table;
  }
}
