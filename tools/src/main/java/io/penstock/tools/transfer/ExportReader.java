package io.penstock.tools.transfer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.tools.select.Moments;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/** Reads an export, line by line, and checks what it says. One thread. */
final class ExportReader {
  /** What is done with what an export holds. */
  interface Visitor {
    /** A layout, in force from a number on. */
    void layout(long number, Layout layout);

    /** A record. */
    void record(long number, long timeNs, List<byte[]> datagrams);
  }

  private static final int DATAGRAM_BYTES_MAX = 65_535;

  private final BufferedReader in;
  private long lineNumber;
  private long records;
  private long datagrams;
  private boolean hasEnd;

  ExportReader(BufferedReader in) {
    this.in = in;
  }

  /**
   * Visits all that it holds.
   *
   * @throws BadExport when it is none, is damaged, or was cut
   */
  void run(Visitor visitor) throws IOException, BadExport {
    try {
      begin(nextLine());
      for (JsonObject line = nextLine(); line != null; line = nextLine()) {
        visit(line, visitor);
      }
    } catch (EOFException | ZipException damaged) {
      throw bad("it is damaged or was cut: " + damaged.getMessage());
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw bad("this is no export: " + e.getMessage());
    } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
      throw bad("this line cannot be understood: " + e.getMessage());
    }
    if (!hasEnd) {
      throw bad("it was cut: its last line is missing");
    }
  }

  private JsonObject nextLine() throws IOException {
    String line = in.readLine();
    lineNumber++;
    return line == null ? null : JsonParser.parseString(line).getAsJsonObject();
  }

  private void begin(JsonObject first) throws BadExport {
    if (first == null || !first.has("penstock_export")) {
      throw bad("this is no export of penstock's");
    }
    int version = first.get("penstock_export").getAsInt();
    if (version != Export.VERSION) {
      throw bad("a newer Penstock wrote it: version " + version);
    }
  }

  private void visit(JsonObject line, Visitor visitor) throws BadExport {
    if (hasEnd) {
      throw bad("something stands behind its end");
    }
    if (line.has("number")) {
      Instant time = Instant.parse(line.get("time").getAsString());
      List<byte[]> found = datagrams(line.getAsJsonArray("datagrams"));
      visitor.record(line.get("number").getAsLong(), Moments.epochNs(time), found);
      records++;
      datagrams += found.size();
    } else if (line.has("layout")) {
      JsonObject layout = line.getAsJsonObject("layout");
      visitor.layout(layout.get("number").getAsLong(), layout(layout));
    } else if (line.has("end")) {
      end(line.getAsJsonObject("end"));
    } // What else a later version says is passed over, such as the gaps, which the numbers show.
  }

  private void end(JsonObject end) throws BadExport {
    hasEnd = true;
    if (end.get("records").getAsLong() != records
        || end.get("datagrams").getAsLong() != datagrams) {
      throw bad(
          "it should hold "
              + end.get("datagrams").getAsLong()
              + " datagrams and holds "
              + datagrams);
    }
  }

  private static List<byte[]> datagrams(JsonArray array) {
    List<byte[]> datagrams = new ArrayList<>(array.size());
    for (JsonElement element : array) {
      byte[] datagram =
          element.isJsonObject()
              ? Base64.getDecoder().decode(element.getAsJsonObject().get("base64").getAsString())
              : element.getAsString().getBytes(StandardCharsets.UTF_8);
      if (datagram.length > DATAGRAM_BYTES_MAX) {
        throw new IllegalArgumentException("a datagram has " + datagram.length + " bytes");
      }
      datagrams.add(datagram);
    }
    return datagrams;
  }

  private static Layout layout(JsonObject layout) {
    Map<String, Layout> mirrors = new HashMap<>();
    JsonObject rings = layout.getAsJsonObject("mirrors");
    if (rings != null) {
      rings
          .entrySet()
          .forEach(ring -> mirrors.put(ring.getKey(), layout(ring.getValue().getAsJsonObject())));
    }
    String hash = layout.get("hash").getAsString();
    String key = layout.get("key").getAsString();
    List<String> destinations = new ArrayList<>();
    layout.getAsJsonArray("destinations").forEach(one -> destinations.add(one.getAsString()));
    return new Layout(
        Arrays.stream(HashKind.values())
            .filter(kind -> kind.label().equals(hash))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("hash " + hash + " is not known")),
        Arrays.stream(KeyRule.values())
            .filter(rule -> rule.label().equals(key))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("key " + key + " is not known")),
        destinations,
        mirrors);
  }

  BadExport bad(String why) {
    return new BadExport("line " + lineNumber + ": " + why);
  }

  long records() {
    return records;
  }

  long datagrams() {
    return datagrams;
  }
}
