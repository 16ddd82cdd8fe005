package io.penstock.tools.demo;

import io.penstock.amounts.Amounts;
import io.penstock.tools.screen.Table;
import io.penstock.tools.sink.SinkReport;
import io.penstock.tools.status.IngestReport;
import io.penstock.tools.status.ReaderReport;
import io.penstock.tools.status.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * The live page of a demo.
 *
 * @param elapsedNs since the load began
 * @param datagramsSent by the load
 * @param report what the daemons' files say
 * @param arrivals at the destinations
 * @param before the arrivals at the page before, for rates
 * @param sinceNs time between the two
 */
record DemoPage(
    long elapsedNs,
    long datagramsSent,
    Report report,
    SinkReport arrivals,
    SinkReport before,
    long sinceNs) {

  List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    lines.add("penstock demo, " + Amounts.duration(elapsedNs) + "   (Ctrl-C ends it)");
    lines.add("");
    lines.add(inward());
    lines.add("");
    lines.replaceAll(line -> Table.clip(line, width));
    lines.addAll(outward().lines(width));
    lines.add("");
    lines.add(
        Table.clip("look inside: penstock status -c " + report.data().resolve("demo.ini"), width));
    return lines;
  }

  private String inward() {
    return report
        .ingest()
        .map(
            ingest ->
                "sent "
                    + Amounts.count(datagramsSent)
                    + " datagrams, received "
                    + Amounts.count(ingest.received())
                    + ", "
                    + Amounts.rate(ingest.receivedPerSecond())
                    + ", dropped "
                    + Amounts.count(dropped(ingest)))
        .orElse("ingest starts");
  }

  private static long dropped(IngestReport ingest) {
    return ingest.droppedInAll() + ingest.kernelDrops();
  }

  private Table outward() {
    Table table =
        new Table()
            .words("SHARD", 10)
            .words("DESTINATION", 4)
            .words("STATE", 9)
            .numbers("LINES OUT", 8)
            .numbers("RATE", 6)
            .numbers("BACKLOG", 7)
            .numbers("LAG", 5)
            .numbers("LOST", 3)
            .numbers("REPEATED", 2);
    for (ReaderReport reader : report.readers()) {
      if (reader.shard() < 0 || reader.shard() >= arrivals.ports().size()) {
        continue;
      }
      SinkReport.Port port = arrivals.ports().get(reader.shard());
      long then = before == null ? 0 : before.ports().get(reader.shard()).lines();
      table.row(
          Integer.toString(reader.shard()),
          reader.destination() + (port.open() ? "" : " (down)"),
          reader.state(),
          Amounts.count(port.lines()),
          Amounts.rate(before == null ? Double.NaN : (port.lines() - then) * 1e9 / sinceNs),
          Amounts.count(reader.backlogDatagrams()),
          Amounts.age(reader.lagNs()),
          Amounts.count(reader.lost().total()),
          Amounts.count(reader.repeatedLines()));
    }
    return table;
  }

  /** The same in one line, where there is no terminal. */
  String line() {
    long backlog =
        report.readers().stream().mapToLong(ReaderReport::backlogDatagrams).max().orElse(0);
    return Amounts.duration(elapsedNs)
        + ": "
        + inward()
        + ", lines out "
        + Amounts.count(arrivals.lines())
        + ", largest backlog "
        + Amounts.count(backlog);
  }
}
