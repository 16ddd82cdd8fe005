package io.penstock.tools.explain;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.shard.Layout;
import io.penstock.tools.explain.Anatomy.Part;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Explanations and movements as JSON. Names are part of the interface: they stay. */
final class ExplainJson {
  private ExplainJson() {}

  /** One line, with the readers that send it. */
  static JsonObject of(Explanation line, Optional<Layout> wouldBe, int shardThen, Readers readers) {
    JsonObject json = of(line);
    json.add("reader", reader(readers.of(line.way().reader())));
    json.add("mirror", readers.mirrorOf(line.way()).map(ExplainJson::mirror).orElse(null));
    JsonArray rings = json.getAsJsonArray("rings");
    for (int i = 0; i < rings.size(); i++) {
      rings
          .get(i)
          .getAsJsonObject()
          .add("reader", reader(readers.of(line.others().get(i).reader())));
    }
    wouldBe.ifPresent(
        then -> {
          json.addProperty("would_be_shard", shardThen);
          json.addProperty("moves", shardThen != line.way().shard());
        });
    return json;
  }

  private static JsonObject mirror(Readers.Mirror mirror) {
    JsonObject json = new JsonObject();
    json.addProperty("destination", mirror.destination().isEmpty() ? null : mirror.destination());
    json.add("reader", reader(mirror.reader()));
    return json;
  }

  /** One line among many. */
  static JsonObject of(Explanation line) {
    JsonObject json = new JsonObject();
    add(json, "line", line.line());
    json.addProperty("sort", line.anatomy().sort().name().toLowerCase(Locale.ROOT));
    JsonArray parts = new JsonArray();
    for (Part part : line.anatomy().parts()) {
      JsonObject one = new JsonObject();
      one.addProperty("part", part.kind().name().toLowerCase(Locale.ROOT));
      one.addProperty("start", part.start());
      one.addProperty("end", part.end());
      add(one, "text", Arrays.copyOfRange(line.line(), part.start(), part.end()));
      parts.add(one);
    }
    json.add("parts", parts);
    addWay(json, line.way());
    JsonArray rings = new JsonArray();
    for (Way other : line.others()) {
      JsonObject ring = new JsonObject();
      addWay(ring, other);
      rings.add(ring);
    }
    json.add("rings", rings);
    return json;
  }

  private static void addWay(JsonObject json, Way way) {
    json.addProperty("ring", way.ring());
    add(json, "key", way.key());
    json.addProperty("hash", Long.toUnsignedString(way.hash()));
    json.addProperty("slot", way.slot().isPresent() ? way.slot().getAsInt() : null);
    json.addProperty("shard", way.shard());
    json.addProperty("destination", way.destination());
    json.add("layout", layout(way.layout()));
  }

  private static JsonObject reader(Optional<ReaderNow> known) {
    if (known.isEmpty()) {
      return null;
    }
    ReaderNow reader = known.get();
    JsonObject json = new JsonObject();
    json.addProperty("name", reader.name());
    json.addProperty("life", reader.life());
    json.addProperty("state", reader.state());
    json.addProperty("position", reader.position());
    json.addProperty("backlog_datagrams", reader.backlogDatagrams());
    return json;
  }

  private static JsonObject layout(Layout layout) {
    JsonObject json = new JsonObject();
    json.addProperty("hash", layout.hash().label());
    json.addProperty("key", layout.key().label());
    json.addProperty("shards", layout.shards());
    return json;
  }

  /** As text when it is UTF-8, else as base64. */
  private static void add(JsonObject json, String name, byte[] bytes) {
    try {
      json.addProperty(
          name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      json.addProperty(name + "_base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  static JsonObject of(Movement movement) {
    JsonObject json = new JsonObject();
    json.add("now", layout(movement.now()));
    json.add("would_be", movement.wouldBe().map(ExplainJson::layout).orElse(null));
    json.addProperty("lines", movement.all().lines());
    json.addProperty("series", movement.all().series());
    json.addProperty("moved_lines", movement.moved().lines());
    json.addProperty("moved_series", movement.moved().series());
    JsonArray flows = new JsonArray();
    movement
        .flows()
        .forEach(
            (pair, flow) -> {
              JsonObject one = new JsonObject();
              one.addProperty("from", pair.from());
              one.addProperty("to", pair.to());
              one.addProperty("lines", flow.lines());
              one.addProperty("series", flow.series());
              flows.add(one);
            });
    json.add("moves", flows);
    json.add("lines_by_shard", numbers(movement.linesNow()));
    json.add(
        "would_be_lines_by_shard",
        movement.wouldBe().isPresent() ? numbers(movement.linesThen()) : null);
    return json;
  }

  private static JsonArray numbers(long[] numbers) {
    JsonArray array = new JsonArray();
    Arrays.stream(numbers).forEach(array::add);
    return array;
  }
}
