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
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
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

  /** Far longer than any line of an export: a record has at most 256 KiB, and escapes take six. */
  private static final int LINE_BYTES_MAX = 16 << 20;

  /** What a parser says may hold what it read. */
  private static final int REASON_LENGTH_MAX = 200;

  private final InputStream in;
  private final CRC32C sum = new CRC32C();
  private byte[] line = new byte[1 << 16];
  private boolean saysChecksum;
  private boolean isChecked;
  private long bytes;
  private String sumBefore = "";
  private long lineNumber;
  private long records;
  private long datagrams;
  private boolean hasEnd;

  ExportReader(InputStream in) {
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
    int length = 0;
    lineNumber++;
    sumBefore = Export.hex(sum);
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (length == line.length) {
        if (length >= LINE_BYTES_MAX) {
          throw new IllegalArgumentException("it is longer than " + LINE_BYTES_MAX + " bytes");
        }
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) next;
      if (next == '\n') {
        break;
      }
    }
    sum.update(line, 0, length);
    return length == 0
        ? null
        : JsonParser.parseString(new String(line, 0, length, StandardCharsets.UTF_8))
            .getAsJsonObject();
  }

  private void begin(JsonObject first) throws BadExport {
    if (first == null || !first.has("penstock_export")) {
      throw bad("this is no export of penstock's");
    }
    int version = first.get("penstock_export").getAsInt();
    if (version != Export.VERSION) {
      throw bad("a newer Penstock wrote it: version " + version);
    }
    saysChecksum = first.has("checksum");
  }

  private void visit(JsonObject line, Visitor visitor) throws BadExport {
    if (hasEnd) {
      throw bad("there is data after its end");
    }
    if (line.has("number")) {
      Instant time = Instant.parse(line.get("time").getAsString());
      List<byte[]> found = datagrams(line.getAsJsonArray("datagrams"));
      visitor.record(line.get("number").getAsLong(), Moments.epochNs(time), found);
      records++;
      datagrams += found.size();
      found.forEach(datagram -> bytes += datagram.length);
    } else if (line.has("layout")) {
      JsonObject layout = line.getAsJsonObject("layout");
      visitor.layout(layout.get("number").getAsLong(), layout(layout));
    } else if (line.has("end")) {
      end(line.getAsJsonObject("end"));
    } // What else a later version says is passed over, such as the gaps, which the numbers show.
  }

  private void end(JsonObject end) throws BadExport {
    hasEnd = true;
    isChecked = end.has(Export.CHECKSUM);
    if (isChecked ? !end.get(Export.CHECKSUM).getAsString().equals(sumBefore) : saysChecksum) {
      throw bad("it is damaged: its lines do not have the checksum that they were written with");
    }
    if (end.get("records").getAsLong() != records
        || end.get("datagrams").getAsLong() != datagrams
        || end.get("bytes").getAsLong() != bytes) {
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
    boolean isLong = why.length() > REASON_LENGTH_MAX;
    return new BadExport(
        "line " + lineNumber + ": " + (isLong ? why.substring(0, REASON_LENGTH_MAX) + "…" : why));
  }

  /** Whether it had a checksum: exports of before have none, and damage may go unnoticed. */
  boolean isChecked() {
    return isChecked;
  }

  long records() {
    return records;
  }

  long datagrams() {
    return datagrams;
  }
}
