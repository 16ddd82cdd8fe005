package io.penstock.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.statsd.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The plain lines and the workers', of random bytes. {@code -Dpenstock.test.seed=N} runs on again.
 */
class PlainLinesTest {
  private static final byte[] LIKELY = "\n\n\r\r\0ab\u008a".getBytes(StandardCharsets.ISO_8859_1);

  private final long seed = Long.getLong("penstock.test.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void bothFindTheSameLinesInEveryDatagram() {
    for (int i = 0; i < 50_000; i++) {
      byte[] datagram = new byte[random.nextInt(40)];
      for (int at = 0; at < datagram.length; at++) {
        datagram[at] = LIKELY[random.nextInt(LIKELY.length)];
      }
      List<String> plain =
          PlainLines.of(datagram).stream().map(line -> HexFormat.of().formatHex(line)).toList();
      assertEquals(
          fast(datagram), plain, () -> "seed " + seed + ": " + HexFormat.of().formatHex(datagram));
    }
  }

  private static List<String> fast(byte[] datagram) {
    UnsafeBuffer buffer = new UnsafeBuffer(datagram);
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < datagram.length; ) {
      int end = Lines.endOfLine(buffer, from, datagram.length);
      int length = Lines.lengthOf(buffer, from, end, datagram.length);
      if (length > 0) {
        lines.add(HexFormat.of().formatHex(datagram, from, from + length));
      }
      from = end + 1;
    }
    return lines;
  }
}
