package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.ingest.Framing.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Streams are cut into the same datagrams wherever the reads end. */
class FramingTest {
  private static final int BYTES_MAX = 100;

  /** What came out, in order. */
  private static final class Out implements Datagrams {
    private final List<String> datagrams = new ArrayList<>();
    private int oversize;
    private int incomplete;

    @Override
    public void datagram(UnsafeBuffer buffer, int offset, int length) {
      byte[] bytes = new byte[length];
      buffer.getBytes(offset, bytes);
      datagrams.add(new String(bytes, ISO_8859_1));
    }

    @Override
    public void oversize() {
      oversize++;
    }

    @Override
    public void incomplete() {
      incomplete++;
    }
  }

  private final Out out = new Out();
  private final Partials partials = new Partials(Framing.roomBytes(BYTES_MAX));
  private final UnsafeBuffer read = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));

  private Framing framing(boolean framed) {
    Framing framing = new Framing(out, partials, BYTES_MAX);
    framing.begin(framed);
    return framing;
  }

  private Progress take(Framing framing, byte[] bytes, int from, int to) {
    read.putBytes(0, bytes, from, to - from);
    return framing.take(read, to - from);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] frames(String... datagrams) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (String datagram : datagrams) {
      stream.writeBytes(length(datagram.length()));
      stream.writeBytes(bytes(datagram));
    }
    return stream.toByteArray();
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
  }

  @Test
  void linesComeOutWholeAtEverySplitIntoTwoAndThreeReads() {
    String longest = "x".repeat(BYTES_MAX);
    byte[] stream = bytes("a:1|c\n\nbb:2|g\n" + longest + "\nlast:3|c");
    assertCutEverywhere(stream, List.of("a:1|c", "bb:2|g", longest, "last:3|c"));
  }

  @Test
  void theSameLinesComeOutAsOverUdpWhereTheyEndWithCrLf() {
    String longest = "x".repeat(BYTES_MAX);
    assertCutEverywhere(
        bytes("a:1|c\r\n\r\n\r\nb\rb:2|g\r\r\n" + longest + "\r\n\rc\nlast:3|c\r\n"),
        List.of("a:1|c", "b\rb:2|g\r", longest, "\rc", "last:3|c"));
    assertCutEverywhere(bytes("a:1|c\r"), List.of("a:1|c\r"));
  }

  private void assertCutEverywhere(byte[] stream, List<String> wanted) {
    for (int one = 0; one <= stream.length; one++) {
      for (int other = one; other <= stream.length; other++) {
        assertCut(framing(false), stream, wanted, one, other);
      }
    }
  }

  @Test
  void framesComeOutWholeAtEverySplitIntoTwoAndThreeReads() {
    List<String> wanted = List.of("a:1|c\nb:2|c\n", "c", "x".repeat(BYTES_MAX), "last:3|c");
    byte[] stream = frames(wanted.get(0), "", "c", wanted.get(2), wanted.get(3));
    for (int one = 0; one <= stream.length; one++) {
      for (int other = one; other <= stream.length; other++) {
        assertCut(framing(true), stream, wanted, one, other);
      }
    }
  }

  private void assertCut(Framing framing, byte[] stream, List<String> wanted, int one, int other) {
    out.datagrams.clear();
    take(framing, stream, 0, one);
    take(framing, stream, one, other);
    take(framing, stream, other, stream.length);
    framing.endOfStream();
    assertEquals(wanted, out.datagrams, "split at " + one + " and " + other);
    assertEquals(0, out.oversize + out.incomplete, "split at " + one + " and " + other);
  }

  @Test
  void whatIsLongerThanALineMayBeIsDroppedWhereverTheReadsEnd() {
    String tooLong = "x".repeat(BYTES_MAX) + "y";
    for (String line : List.of(tooLong, tooLong + "\r", "x".repeat(BYTES_MAX) + "\r\r")) {
      byte[] stream = bytes(line + "\na:1|c\r\n");
      for (int cut = 0; cut <= stream.length; cut++) {
        Out cutOut = new Out();
        Framing framing = new Framing(cutOut, partials, BYTES_MAX);
        framing.begin(false);
        take(framing, stream, 0, cut);
        take(framing, stream, cut, stream.length);
        assertEquals(List.of("a:1|c"), cutOut.datagrams, line + " cut at " + cut);
        assertEquals(1, cutOut.oversize, line + " cut at " + cut);
      }
    }
  }

  @Test
  void byteByByteOrAtRandomTheSameComesOut() {
    Random random = new Random(7);
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      wanted.add("m" + i + ":" + "9".repeat(1 + random.nextInt(80)) + "|c");
    }
    byte[] lines = bytes(String.join("\n", wanted) + "\n");
    byte[] framed = frames(wanted.toArray(String[]::new));
    for (int most : new int[] {1, 3, 50, 1_000}) {
      for (byte[] stream : List.of(lines, framed)) {
        out.datagrams.clear();
        Framing framing = framing(stream == framed);
        for (int at = 0; at < stream.length; ) {
          int next = Math.min(stream.length, at + 1 + random.nextInt(most));
          take(framing, stream, at, next);
          at = next;
        }
        assertEquals(wanted, out.datagrams);
      }
    }
  }

  @Test
  void aLineThatIsTooLongIsSkippedToItsNewlineAtEverySplit() {
    byte[] stream = bytes("a:1|c\n" + "x".repeat(BYTES_MAX + 1) + "\nb:2|c\n");
    for (int split = 0; split <= stream.length; split++) {
      out.datagrams.clear();
      out.oversize = 0;
      Framing framing = framing(false);
      take(framing, stream, 0, split);
      take(framing, stream, split, stream.length);
      assertEquals(List.of("a:1|c", "b:2|c"), out.datagrams, "split at " + split);
      assertEquals(1, out.oversize, "split at " + split);
    }
  }

  @Test
  void aLineThatNeverEndsCountsOnceAndTakesNoRoom() {
    Framing framing = framing(false);
    byte[] endless = bytes("x".repeat(1_000));
    for (int i = 0; i < 100; i++) {
      take(framing, endless, 0, endless.length);
    }
    framing.endOfStream();
    assertEquals(1, out.oversize);
    assertEquals(0, out.incomplete);
    assertTrue(partials.bytes() <= Partials.BYTES_MAX);
  }

  @Test
  void aFrameThatIsTooLongEndsTheConnectionAtEverySplit() {
    for (int length : new int[] {BYTES_MAX + 1, Integer.MAX_VALUE, -1}) {
      byte[] stream = new byte[20];
      System.arraycopy(frames("ab"), 0, stream, 0, 6);
      System.arraycopy(length(length), 0, stream, 6, 4);
      for (int split = 0; split < 10; split++) {
        out.datagrams.clear();
        out.oversize = 0;
        Framing framing = framing(true);
        take(framing, stream, 0, split);
        assertEquals(Progress.BROKEN, take(framing, stream, split, stream.length));
        assertEquals(List.of("ab"), out.datagrams);
        assertEquals(1, out.oversize);
      }
    }
  }

  @Test
  void whatABrokenConnectionLeavesIsIncompleteAndNoDatagram() {
    Framing lines = framing(false);
    take(lines, bytes("a:1|c\nb:2"), 0, 9);
    lines.abandon();
    Framing frames = framing(true);
    byte[] stream = frames("a:1|c", "b:2|c");
    take(frames, stream, 0, stream.length - 1);
    frames.endOfStream();
    assertEquals(List.of("a:1|c", "a:1|c"), out.datagrams);
    assertEquals(2, out.incomplete);
  }

  @Test
  void aPlaceBeginsAnewWithItsNextClient() {
    Framing framing = framing(false);
    take(framing, bytes("x".repeat(BYTES_MAX + 5)), 0, BYTES_MAX + 5);
    framing.endOfStream();
    framing.begin(true);
    byte[] stream = frames("a:1|c");
    assertEquals(Progress.WHOLE, take(framing, stream, 0, stream.length));
    assertEquals(List.of("a:1|c"), out.datagrams);
  }

  @Test
  void onlyAWholeDatagramIsASignOfLife() {
    Framing framing = framing(false);
    assertEquals(Progress.PARTIAL, take(framing, bytes("a:1"), 0, 3));
    assertEquals(Progress.WHOLE, take(framing, bytes("|c\nb"), 0, 4));
  }

  @Test
  void roomIsBoundedAndWhatFindsNoneIsDroppedAndCounted() {
    Partials room = new Partials(64 << 10);
    byte[] large = bytes("x".repeat(60 << 10));
    List<Framing> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Framing framing = new Framing(out, room, 64 << 10);
      framing.begin(false);
      clients.add(framing);
      take(framing, large, 0, large.length);
    }
    assertTrue(room.bytes() <= Partials.BYTES_MAX);
    int kept = 1_000 - out.oversize;
    assertTrue(kept > 200, "kept " + kept);
    for (Framing client : clients) {
      take(client, bytes("\nok\n"), 0, 4);
    }
    assertEquals(kept + 1_000, out.datagrams.size(), "each is served again after its newline");
  }

  @Test
  void aThousandShortBeginningsTakeTwoMebibytes() {
    Partials room = new Partials(64 << 10);
    for (int i = 0; i < 1_000; i++) {
      Framing framing = new Framing(out, room, 64 << 10);
      framing.begin(false);
      take(framing, bytes("metric.name"), 0, 11);
    }
    assertTrue(room.bytes() <= 2 << 20, "took " + room.bytes());
    assertEquals(0, out.oversize);
  }
}
