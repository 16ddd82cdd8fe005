package io.penstock.tools.replay;

import io.penstock.amounts.Amounts;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.screen.Table;
import io.penstock.tools.select.Moments;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan, and what became of it, in words. */
final class PlanText {
  private PlanText() {}

  static List<String> lines(Plan plan, Order order, int width) {
    Pass pass = plan.pass();
    List<String> lines = new ArrayList<>();
    if (pass.firstNumber() < 0) {
      lines.add("There is no datagram in this range.");
      return lines;
    }
    lines.add(
        "datagrams "
            + plan.range().from()
            + " to "
            + (plan.range().to() - 1)
            + ", received "
            + instant(pass.firstTimeNs())
            + " to "
            + instant(pass.lastTimeNs()));
    lines.add(
        Amounts.count(pass.tallies().lines())
            + " matching lines in "
            + Amounts.count(pass.datagrams())
            + " datagrams, "
            + Amounts.bytes(pass.tallies().bytes()));
    lines.addAll(shards(pass).lines(width));
    lines.addAll(destinations(pass).lines(width));
    lines.add(duration(plan, order));
    warnings(plan, order).forEach(warning -> lines.add("! " + warning));
    return lines;
  }

  private static String instant(long timeNs) {
    Instant instant = Moments.instant(timeNs);
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static Table shards(Pass pass) {
    Table table =
        new Table()
            .words("SHARD", 9)
            .numbers("LINES", 8)
            .numbers("BYTES", 4)
            .numbers("GAUGES", 5)
            .numbers("SENT BEFORE", 7)
            .numbers("STILL WAIT", 6);
    for (Tally tally : pass.tallies().all()) {
      table.row(
          tally.shard() < 0 ? "-" : Integer.toString(tally.shard()),
          Amounts.count(tally.lines()),
          Amounts.bytes(tally.bytes()),
          Amounts.count(tally.gauges()),
          Amounts.count(tally.sent()),
          Amounts.count(tally.waiting()));
    }
    return table;
  }

  private static Table destinations(Pass pass) {
    Table table =
        new Table().words("TO", 9).numbers("LINES", 8).numbers("DATAGRAMS", 5).numbers("BYTES", 4);
    for (Outlet outlet : pass.outlets().all()) {
      table.row(
          Escaped.of(outlet.address()),
          Amounts.count(outlet.lines()),
          Amounts.count(outlet.datagrams()),
          Amounts.bytes(outlet.bytes()));
    }
    return table;
  }

  private static String duration(Plan plan, Order order) {
    String rate = "at " + order.rate().text();
    return plan.expectedNs().isPresent()
        ? rate + ": about " + Amounts.duration(plan.expectedNs().getAsLong())
        : rate + ": as fast as it is taken";
  }

  static List<String> warnings(Plan plan, Order order) {
    Pass pass = plan.pass();
    Tallies tallies = pass.tallies();
    List<String> warnings = new ArrayList<>();
    if (tallies.gauges() > 0) {
      warnings.add(
          String.format(Locale.ROOT, "%.1f %%", 100 * plan.gaugeShare())
              + " gauges: old values replace those of now; --types c,ms,h,s,d leaves them out");
    }
    if (order.to().isEmpty()) {
      if (tallies.sent() > 0) {
        warnings.add(
            Amounts.count(tallies.sent())
                + " lines were already sent to these servers: they will count twice");
      }
      if (tallies.waiting() > 0) {
        warnings.add(
            Amounts.count(tallies.waiting())
                + " lines are still queued, and the workers will send them too");
      }
    }
    if (pass.outlets().isSingleAShards()) {
      warnings.add(
          Escaped.of(order.to().orElseThrow().address())
              + " is a shard's own server: lines it already has count twice, others are split over two servers");
    }
    if (pass.missing() > 0 || pass.damagedRecords() > 0) {
      warnings.add(
          Amounts.count(pass.missing())
              + " datagrams of the range are not in the journal; "
              + Amounts.count(pass.damagedRecords())
              + " damaged places");
    }
    if (pass.unwantedLines() > 0) {
      warnings.add(
          Amounts.count(pass.unwantedLines())
              + " events or service checks are not sent: the configuration drops them");
    }
    if (pass.homelessLines() > 0) {
      warnings.add(
          Amounts.count(pass.homelessLines())
              + " lines have no layout any more: not sent; --to ADDRESS sends them");
    }
    return warnings;
  }

  static List<String> lines(Execution done, Execution.End end) {
    List<String> lines = new ArrayList<>();
    long sent = done.pass().outlets().all().stream().mapToLong(Outlet::lines).sum();
    long datagrams = done.pass().outlets().all().stream().mapToLong(Outlet::datagrams).sum();
    long tooBig = done.pass().outlets().all().stream().mapToLong(Outlet::tooBigLines).sum();
    lines.add(
        "sent "
            + Amounts.count(sent)
            + " lines in "
            + Amounts.count(datagrams)
            + " datagrams within "
            + Amounts.duration(done.tookNs())
            + (tooBig > 0 ? "; " + Amounts.count(tooBig) + " lines are too big to be sent" : ""));
    switch (end) {
      case COMPLETE -> lines.add("complete");
      case INCOMPLETE -> lines.add(done.gone().text());
      case STOPPED ->
          lines.add("stopped before datagram " + done.next() + "; everything before it was sent");
      case REFUSED -> {
        lines.add(Escaped.of(done.trouble()));
        lines.add(
            "stopped at datagram "
                + done.pass().next()
                + "; delivery is certain only before "
                + done.next());
      }
    }
    if (!end.isOver()) {
      lines.add("to continue: penstock replay --resume " + done.file() + " --execute");
    }
    return lines;
  }
}
