package io.penstock.tools.transfer;

import io.penstock.journal.JournalCursor;
import io.penstock.shard.Layout;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Moments;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Writes what a walk meets as an export. One thread. */
final class ExportWriter implements JournalWalk.Gaps {
  private final OutputStream out;
  private final CRC32C sum = new CRC32C();
  private final StringBuilder text = new StringBuilder(1 << 16);
  private Layout layout;
  private long records;
  private long datagrams;
  private long bytes;
  private long missing;

  ExportWriter(OutputStream out) {
    this.out = out;
  }

  void begin(Instant now) throws IOException {
    text.append("{\"penstock_export\":").append(Export.VERSION);
    text.append(",\"checksum\":\"").append(Export.CHECKSUM).append("\",\"created\":");
    JsonText.string(now.toString(), text);
    text.append('}');
    endLine();
  }

  /** The datagrams of the record that a walk is at. */
  void record(JournalWalk walk) throws IOException {
    JournalCursor cursor = walk.cursor();
    long number = cursor.firstNumber() + walk.first();
    if (cursor.layout() != null && !cursor.layout().equals(layout)) {
      layout(cursor.layout(), number);
    }
    text.append("{\"number\":").append(number).append(",\"time\":");
    JsonText.string(Export.TIME.format(Moments.instant(cursor.receiveTimeNs())), text);
    text.append(",\"datagrams\":[");
    for (int i = walk.first(); i < walk.end(); i++) {
      byte[] datagram = new byte[cursor.datagramLength(i)];
      cursor.buffer().getBytes(cursor.datagramOffset(i), datagram);
      text.append(i > walk.first() ? "," : "");
      datagram(datagram);
      bytes += datagram.length;
    }
    text.append("]}");
    endLine();
    records++;
    datagrams += walk.end() - walk.first();
  }

  private void layout(Layout newLayout, long number) throws IOException {
    // A gap is told of before the record behind it, whose layout this is.
    layout = newLayout;
    text.append("{\"layout\":{\"number\":").append(number).append(',');
    ring(layout);
    if (!layout.mirrors().isEmpty()) {
      String before = ",\"mirrors\":{";
      for (String name : new TreeSet<>(layout.mirrors().keySet())) {
        text.append(before);
        JsonText.string(name, text);
        text.append(":{");
        ring(layout.mirrors().get(name));
        text.append('}');
        before = ",";
      }
      text.append('}');
    }
    text.append("}}");
    endLine();
  }

  private void ring(Layout ring) {
    text.append("\"hash\":");
    JsonText.string(ring.hash().label(), text);
    text.append(",\"key\":");
    JsonText.string(ring.key().label(), text);
    text.append(",\"destinations\":[");
    for (int shard = 0; shard < ring.shards(); shard++) {
      text.append(shard > 0 ? "," : "");
      JsonText.string(ring.destinations().get(shard), text);
    }
    text.append(']');
  }

  private void datagram(byte[] bytesOfIt) {
    try {
      JsonText.string(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytesOfIt)).toString(), text);
    } catch (CharacterCodingException notUtf8) {
      text.append("{\"base64\":\"");
      text.append(Base64.getEncoder().encodeToString(bytesOfIt)).append("\"}");
    }
  }

  @Override
  public void missing(long first, long count, boolean isDamage) {
    missing += count;
    text.append("{\"missing\":{\"number\":").append(first).append(",\"count\":").append(count);
    text.append(",\"damaged\":").append(isDamage).append("}}\n");
  }

  void end() throws IOException {
    text.append("{\"end\":{\"records\":").append(records).append(",\"datagrams\":");
    text.append(datagrams).append(",\"bytes\":").append(bytes).append(",\"missing\":");
    text.append(missing).append(",\"").append(Export.CHECKSUM).append("\":\"");
    text.append(Export.hex(sum)).append("\"}}");
    endLine();
  }

  private void endLine() throws IOException {
    text.append('\n');
    byte[] line = text.toString().getBytes(StandardCharsets.UTF_8);
    sum.update(line);
    out.write(line);
    text.setLength(0);
  }

  long datagrams() {
    return datagrams;
  }

  long bytes() {
    return bytes;
  }

  long missing() {
    return missing;
  }
}
