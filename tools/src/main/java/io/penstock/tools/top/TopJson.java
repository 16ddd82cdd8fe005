package io.penstock.tools.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.tools.select.Moments;
import java.util.Arrays;

/** The counts as JSON. Names are part of the interface: they stay. */
final class TopJson {
  private TopJson() {}

  static JsonObject of(Totals totals, double seconds, int rows) {
    JsonObject json = new JsonObject();
    boolean isEmpty = totals.lines() == 0;
    json.addProperty("first", isEmpty ? null : Moments.instant(totals.firstNs()).toString());
    json.addProperty("last", isEmpty ? null : Moments.instant(totals.lastNs()).toString());
    json.addProperty("seconds", seconds);
    json.addProperty("datagrams", totals.datagrams());
    json.addProperty("bytes", totals.bytes());
    json.addProperty("lines", totals.lines());
    json.addProperty("lines_per_second", isEmpty ? 0 : totals.lines() / seconds);
    json.addProperty("distinct_names", totals.distinctNames());
    json.addProperty("distinct_series", totals.distinctSeries());
    json.add("names", busiest(totals.names(), seconds, rows));
    json.add("prefixes", busiest(totals.prefixes(), seconds, rows));
    JsonArray types = new JsonArray();
    totals
        .types()
        .forEach(
            type -> {
              JsonObject one = new JsonObject();
              one.addProperty("type", type.getKey());
              one.addProperty("lines", type.getValue());
              types.add(one);
            });
    json.add("types", types);
    JsonArray shards = new JsonArray();
    Arrays.stream(totals.linesOfShard()).forEach(shards::add);
    json.add("lines_by_shard", shards);
    json.addProperty("layouts", totals.layouts());
    JsonArray largest = new JsonArray();
    for (LargestDatagrams.Large large : totals.largest()) {
      JsonObject one = new JsonObject();
      one.addProperty("number", large.number());
      one.addProperty("bytes", large.bytes());
      one.addProperty("lines", large.lines());
      one.addProperty("first_name", large.name());
      largest.add(one);
    }
    json.add("largest_datagrams", largest);
    return json;
  }

  private static JsonArray busiest(Busiest busiest, double seconds, int rows) {
    JsonArray array = new JsonArray();
    for (Busiest.Entry entry : busiest.list(rows)) {
      JsonObject one = new JsonObject();
      one.addProperty("name", entry.item());
      one.addProperty("lines_at_least", entry.atLeast());
      one.addProperty("lines_at_most", entry.atMost());
      one.addProperty("lines_per_second", entry.atMost() / seconds);
      array.add(one);
    }
    return array;
  }
}
