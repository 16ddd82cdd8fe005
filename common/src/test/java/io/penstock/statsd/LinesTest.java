package io.penstock.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void endIsTheFirstLineFeedAtEveryPlaceAndLength() {
    for (int length = 0; length <= 40; length++) {
      for (int lineFeed = -1; lineFeed < length; lineFeed++) {
        for (int second = lineFeed; second < length; second++) {
          // Values one below and above LF, and with the top bit: what careless arithmetic takes it
          // for.
          UnsafeBuffer exact = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
          for (int i = 0; i < length; i++) {
            exact.putByte(i, new byte[] {0x0b, 0x09, (byte) 0x8a, 0}[i & 3]);
          }
          if (lineFeed >= 0) {
            exact.putByte(lineFeed, (byte) '\n');
            exact.putByte(second, (byte) '\n');
          }
          assertEquals(lineFeed < 0 ? length : lineFeed, Lines.endOfLine(exact, 0, length));
        }
      }
    }
  }

  @Test
  void lineFeedsOutsideTheDatagramAreNotSeen() {
    UnsafeBuffer feeds = new UnsafeBuffer(new byte[64]);
    for (int from = 0; from < 24; from++) {
      for (int limit = from; limit < 40; limit++) {
        feeds.setMemory(0, 64, (byte) '\n');
        feeds.setMemory(from, limit - from, (byte) 'x');
        assertEquals(limit, Lines.endOfLine(feeds, from, limit));
      }
    }
  }

  @Test
  void carriageReturnBelongsToTheEndingOnlyDirectlyBeforeALineFeed() {
    assertEquals(List.of("a:1|c", "b:1|c"), lines("a:1|c\r\nb:1|c\r\n"));
    assertEquals(List.of("a:1|c\r"), lines("a:1|c\r"));
    assertEquals(List.of("a\rb", "c\r"), lines("a\rb\nc\r\r\n"));
    assertEquals(List.of("\r"), lines("\r"));
  }

  @Test
  void emptyLinesAreNone() {
    assertEquals(List.of(), lines(""));
    assertEquals(List.of(), lines("\n\r\n\n"));
    assertEquals(List.of("a", "b"), lines("\n\na\n\r\n\nb"));
  }

  private static List<String> lines(String datagram) {
    // Two strangers around the datagram, which must not be looked at.
    byte[] bytes = ("\r" + datagram + "\n").getBytes(StandardCharsets.UTF_8);
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    int limit = bytes.length - 1;
    List<String> lines = new ArrayList<>();
    for (int from = 1; from < limit; ) {
      int end = Lines.endOfLine(buffer, from, limit);
      int length = Lines.lengthOf(buffer, from, end, limit);
      if (length > 0) {
        lines.add(new String(bytes, from, length, StandardCharsets.UTF_8));
      }
      from = end + 1;
    }
    return lines;
  }
}
