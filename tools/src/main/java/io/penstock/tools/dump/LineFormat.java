package io.penstock.tools.dump;

import io.penstock.shard.ReaderName;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.Moments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/** Turns a line into the bytes that are printed, ending with a newline. One thread. */
final class LineFormat {
  private static final DateTimeFormatter LONG_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int NARROW_COLUMNS = 80;
  private static final int HEX_BYTES_A_ROW = 16;

  private final Format format;
  private final LineFilter filter;
  private final DateTimeFormatter time;
  private final StringBuilder text = new StringBuilder(256);

  /** Times of one record are formatted once. */
  private long lastTimeNs = Long.MIN_VALUE;

  private String lastTime = "";

  /**
   * A format.
   *
   * @param filter whose layout says the shard
   * @param columns of the terminal; a narrow one gets the time of day alone
   */
  LineFormat(Format format, LineFilter filter, int columns) {
    this.format = format;
    this.filter = filter;
    boolean narrow = columns < NARROW_COLUMNS;
    this.time = format == Format.JSON ? EXACT_TIME : narrow ? SHORT_TIME : LONG_TIME;
  }

  byte[] bytes(long number, long timeNs, UnsafeBuffer buffer, int offset, int length) {
    if (format == Format.RAW) {
      byte[] line = new byte[length + 1];
      buffer.getBytes(offset, line, 0, length);
      line[length] = '\n';
      return line;
    }
    byte[] line = new byte[length];
    buffer.getBytes(offset, line);
    int shard = filter.shardOf(buffer, offset, length);
    text.setLength(0);
    switch (format) {
      case JSON -> json(number, timeNs, shard, line);
      case HEX -> hex(number, timeNs, shard, line);
      default -> text(number, timeNs, shard, line);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void text(long number, long timeNs, int shard, byte[] line) {
    text.append(timeText(timeNs)).append(' ').append(number).append(' ');
    text.append(shard < 0 ? "-" : Integer.toString(shard)).append(' ');
    Escaped.append(line, text);
  }

  private void json(long number, long timeNs, int shard, byte[] line) {
    text.append("{\"number\":").append(number).append(",\"time\":\"").append(timeText(timeNs));
    text.append('"');
    if (!filter.ring().equals(ReaderName.SHARDS)) {
      text.append(",\"ring\":\"").append(filter.ring()).append('"');
    }
    text.append(",\"shard\":").append(shard < 0 ? "null" : Integer.toString(shard)).append(',');
    JsonText.member("line", line, text);
    text.append('}');
  }

  private void hex(long number, long timeNs, int shard, byte[] line) {
    text.append(timeText(timeNs)).append(' ').append(number).append(' ');
    text.append(shard < 0 ? "-" : Integer.toString(shard)).append(' ');
    text.append(line.length).append(line.length == 1 ? " byte" : " bytes");
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int from = 0; from < line.length; from += HEX_BYTES_A_ROW) {
      int to = Math.min(line.length, from + HEX_BYTES_A_ROW);
      String row = hex.formatHex(line, from, to);
      text.append("\n  %04x  %-47s  ".formatted(from, row));
      for (int i = from; i < to; i++) {
        text.append(line[i] >= 0x20 && line[i] < 0x7f ? (char) line[i] : '.');
      }
    }
  }

  private String timeText(long timeNs) {
    if (timeNs != lastTimeNs) {
      Instant instant = Moments.instant(timeNs);
      lastTime = time.format(instant);
      lastTimeNs = timeNs;
    }
    return lastTime;
  }
}
