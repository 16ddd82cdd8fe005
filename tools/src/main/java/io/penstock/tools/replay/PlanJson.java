package io.penstock.tools.replay;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.tools.select.Moments;
import java.util.Locale;

/** A plan, and what became of it, as JSON. Names are part of the interface. */
final class PlanJson {
  private PlanJson() {}

  static JsonObject of(Plan plan, Order order) {
    Pass pass = plan.pass();
    JsonObject root = new JsonObject();
    root.addProperty("from", plan.range().from());
    root.addProperty("to", plan.range().to());
    if (pass.firstNumber() >= 0) {
      root.addProperty("first_time", Moments.instant(pass.firstTimeNs()).toString());
      root.addProperty("last_time", Moments.instant(pass.lastTimeNs()).toString());
    }
    root.addProperty("journal_datagrams", pass.datagrams());
    root.addProperty("missing_datagrams", pass.missing());
    root.addProperty("damaged_places", pass.damagedRecords());
    root.addProperty("lines", pass.tallies().lines());
    root.addProperty("bytes", pass.tallies().bytes());
    root.addProperty("gauges", pass.tallies().gauges());
    root.addProperty("gauge_share", plan.gaugeShare());
    root.addProperty("lines_sent_before", pass.tallies().sent());
    root.addProperty("lines_that_wait", pass.tallies().waiting());
    root.addProperty("lines_without_layout", pass.homelessLines());
    root.addProperty("lines_dropped", pass.unwantedLines());
    root.add("shards", shards(pass));
    root.add("destinations", destinations(pass));
    root.addProperty("rate", order.rate().text());
    plan.expectedNs().ifPresent(ns -> root.addProperty("expected_seconds", ns / 1e9));
    JsonArray warnings = new JsonArray();
    PlanText.warnings(plan, order).forEach(warnings::add);
    root.add("warnings", warnings);
    return root;
  }

  private static JsonArray shards(Pass pass) {
    JsonArray shards = new JsonArray();
    for (Tally tally : pass.tallies().all()) {
      JsonObject one = new JsonObject();
      one.addProperty("shard", tally.shard());
      one.addProperty("lines", tally.lines());
      one.addProperty("bytes", tally.bytes());
      one.addProperty("gauges", tally.gauges());
      one.addProperty("lines_sent_before", tally.sent());
      one.addProperty("lines_that_wait", tally.waiting());
      shards.add(one);
    }
    return shards;
  }

  private static JsonArray destinations(Pass pass) {
    JsonArray destinations = new JsonArray();
    for (Outlet outlet : pass.outlets().all()) {
      JsonObject one = new JsonObject();
      one.addProperty("address", outlet.address());
      one.addProperty("lines", outlet.lines());
      one.addProperty("datagrams", outlet.datagrams());
      one.addProperty("bytes", outlet.bytes());
      one.addProperty("too_big_lines", outlet.tooBigLines());
      destinations.add(one);
    }
    return destinations;
  }

  static JsonObject of(Execution done, Execution.End end) {
    JsonObject root = new JsonObject();
    root.addProperty("end", end.name().toLowerCase(Locale.ROOT));
    root.addProperty("next", done.next());
    root.addProperty("seconds", done.tookNs() / 1e9);
    root.add("destinations", destinations(done.pass()));
    if (end == Execution.End.INCOMPLETE) {
      root.addProperty("gone_lines", done.gone().lines());
      root.addProperty("gone", done.gone().text());
    }
    if (!end.isOver()) {
      root.addProperty("resume_file", done.file().toString());
    }
    if (!done.trouble().isEmpty()) {
      root.addProperty("trouble", done.trouble());
    }
    return root;
  }
}
