package io.penstock.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.audit.PlainContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The hash is what its document says, wherever a line lies, and tells lines apart. */
class ContentHashTest {
  private final Random random = new Random(4711);

  @Test
  void theVectorsHoldForBothImplementations() throws IOException {
    List<String> vectors = vectors();
    assertTrue(vectors.size() >= 15);
    for (String vector : vectors) {
      byte[] line = HexFormat.of().parseHex(vector.substring(0, vector.indexOf(' ')));
      long hash = Long.parseUnsignedLong(vector.substring(vector.indexOf(' ') + 1), 16);
      assertEquals(hash, ContentHash.of(new UnsafeBuffer(line), 0, line.length), vector);
      assertEquals(hash, PlainContent.of(line), vector);
    }
  }

  private static List<String> vectors() throws IOException {
    try (InputStream file = ContentHashTest.class.getResourceAsStream("hashes.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(Predicate.not(line -> line.startsWith("#")))
          .toList();
    }
  }

  @Test
  void aLineHasTheSameHashWhereverItLies() {
    for (int length = 1; length < 70; length++) {
      byte[] line = line(length);
      for (int offset = 0; offset < 17; offset++) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[offset + length + random.nextInt(9)]);
        random.nextBytes(buffer.byteArray());
        buffer.putBytes(offset, line);
        assertEquals(PlainContent.of(line), ContentHash.of(buffer, offset, length));
      }
    }
  }

  @Test
  void theSumOfADatagramIsThatOfItsLines() {
    for (int round = 0; round < 5_000; round++) {
      int offset = random.nextInt(20);
      UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
      random.nextBytes(buffer.byteArray());
      int at = offset;
      long sum = 0;
      int lines = 1 + random.nextInt(12);
      for (int i = 0; i < lines; i++) {
        byte[] line = line(1 + random.nextInt(60));
        sum += PlainContent.of(line);
        if (i > 0) {
          buffer.putByte(at++, (byte) '\n');
        }
        buffer.putBytes(at, line);
        at += line.length;
      }
      boolean fits = random.nextBoolean(); // nothing behind the datagram belongs to it, or is there
      UnsafeBuffer read = fits ? new UnsafeBuffer(buffer, 0, at) : buffer;
      assertEquals(sum, ContentHash.sum(read, offset, at - offset));
    }
  }

  @Test
  void emptyLinesAreNoLines() {
    byte[] bytes = "\n\na:1|c\n\nb:2|c\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        PlainContent.of("a:1|c".getBytes(StandardCharsets.US_ASCII))
            + PlainContent.of("b:2|c".getBytes(StandardCharsets.US_ASCII)),
        ContentHash.sum(new UnsafeBuffer(bytes), 0, bytes.length));
    assertEquals(0, ContentHash.sum(new UnsafeBuffer(bytes), 3, 0));
  }

  @Test
  void everyBitOfALineChangesHalfOfItsHash() {
    for (int length : new int[] {1, 7, 8, 9, 20, 64, 100}) {
      byte[] line = line(length);
      long before = PlainContent.of(line);
      double changed = 0;
      for (int bit = 0; bit < 8 * length; bit++) {
        line[bit / 8] ^= (byte) (1 << bit % 8);
        long after = PlainContent.of(line);
        line[bit / 8] ^= (byte) (1 << bit % 8);
        assertNotEquals(before, after);
        changed += Long.bitCount(before ^ after);
      }
      double mean = changed / (8 * length);
      assertTrue(mean > 26 && mean < 38, () -> length + " bytes: " + mean);
    }
  }

  @Test
  void wordsInAnotherOrderAndZerosAtTheEndChangeTheHash() {
    byte[] line = line(160);
    long before = PlainContent.of(line);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < i; j++) {
        byte[] swapped = line.clone();
        System.arraycopy(line, 8 * i, swapped, 8 * j, 8);
        System.arraycopy(line, 8 * j, swapped, 8 * i, 8);
        assertNotEquals(before, PlainContent.of(swapped));
      }
    }
    Set<Long> hashes = new HashSet<>();
    for (int length = 1; length < 200; length++) {
      assertTrue(hashes.add(PlainContent.of(new byte[length])), () -> "zeros of " + hashes.size());
    }
  }

  @Test
  void onlyNewlinesEndLines() {
    byte[] nearNewlines = {0x0b, 0x09, (byte) 0x8a, (byte) 0x8b, 0x1a, 0, (byte) 0xff};
    for (int first = 1; first < 40; first++) {
      for (int second = 1; second < 40; second++) {
        byte[] lines = new byte[first + 1 + second];
        for (int i = 0; i < lines.length; i++) {
          lines[i] = nearNewlines[random.nextInt(nearNewlines.length)];
        }
        lines[first] = '\n';
        assertEquals(
            PlainContent.of(Arrays.copyOf(lines, first))
                + PlainContent.of(Arrays.copyOfRange(lines, first + 1, lines.length)),
            ContentHash.sum(new UnsafeBuffer(lines), 0, lines.length));
      }
    }
  }

  private byte[] line(int length) {
    byte[] line = new byte[length];
    random.nextBytes(line);
    for (int i = 0; i < length; i++) {
      line[i] = line[i] == '\n' ? (byte) '.' : line[i];
    }
    return line;
  }
}
