package io.penstock.tools.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ByteScanTest {
  @Test
  void itFindsAndCountsAsAPlainLoopDoes() {
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    System.out.println("ByteScanTest seed " + seed);
    Random random = new Random(seed);
    byte[] near = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, (byte) 0xff};
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    for (int round = 0; round < 20_000; round++) {
      for (int i = 0; i < 64; i++) {
        buffer.putByte(i, near[random.nextInt(near.length)]);
      }
      int start = random.nextInt(64);
      int end = start + random.nextInt(65 - start);
      int first = end;
      int count = 0;
      for (int i = end - 1; i >= start; i--) {
        if (buffer.getByte(i) == '\n') {
          first = i;
          count++;
        }
      }
      assertEquals(first, ByteScan.indexOf((byte) '\n', buffer, start, end));
      assertEquals(count, ByteScan.count((byte) '\n', buffer, start, end));
    }
  }

  @Test
  void aLastLineNeedsNoNewlineToCount() {
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(32));
    buffer.putStringWithoutLengthAscii(0, "a:1|c\nb:1|c\nc:1|c");
    assertEquals(3, new LineCount(false).feed(1, buffer, 0, 17));
    assertEquals(2, new LineCount(false).feed(1, buffer, 0, 12));
    assertEquals(0, new LineCount(false).feed(1, buffer, 0, 0));
  }
}
