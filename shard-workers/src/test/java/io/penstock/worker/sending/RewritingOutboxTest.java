package io.penstock.worker.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RewritingOutboxTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final Mark record = new Mark();

  private static RewritingOutbox outbox(int packetBytesMax) {
    Dialect dialect =
        new Dialect(Set.of(Dialect.Section.CONTAINER), Set.of(), true, true, "late:1");
    return new RewritingOutbox(new PackedOutbox(packetBytesMax), dialect, packetBytesMax);
  }

  private void pack(RewritingOutbox outbox, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    outbox.pack(new UnsafeBuffer(bytes), 0, bytes.length, record, 0);
  }

  /** Datagrams, each with the number of lines that it is said to hold. */
  private static List<String> takeAll(RewritingOutbox outbox) {
    List<String> taken = new ArrayList<>();
    outbox.seal();
    while (outbox.hasSealed()) {
      byte[] bytes = new byte[outbox.headLength()];
      outbox.buffer().getBytes(outbox.headOffset(), bytes);
      taken.add(outbox.headLines() + ":" + new String(bytes, StandardCharsets.ISO_8859_1));
      outbox.headAccepted();
    }
    assertTrue(outbox.isEmpty());
    return taken;
  }

  @Test
  void linesAreRewrittenAndStillPacked() {
    RewritingOutbox outbox = outbox(100);
    pack(outbox, "a:1|c|c:id");
    pack(outbox, "b:1:2|ms");
    assertEquals(List.of("2:a:1|c\nb:1|ms\nb:2|ms"), takeAll(outbox));
  }

  @Test
  void aLineThatTakesSeveralDatagramsCountsInTheLast() {
    RewritingOutbox outbox = outbox(16);
    record.number = 7;
    pack(outbox, "x:9|c");
    pack(outbox, "a:1:2:3|ms");
    assertEquals(List.of("1:x:9|c\na:1|ms", "1:a:2|ms\na:3|ms"), takeAll(outbox));
  }

  @Test
  void theMarkStaysUntilTheLastPartIsGone() {
    RewritingOutbox outbox = outbox(8);
    record.number = 7;
    pack(outbox, "a:1:2|ms");
    outbox.seal();
    assertTrue(outbox.hasSealed());
    assertEquals(0, outbox.headLines());
    outbox.headAccepted();
    assertFalse(outbox.isEmpty());
    assertEquals(7, outbox.oldestMark().number);
    assertTrue(outbox.hasSealed());
    assertEquals(1, outbox.headLines());
    outbox.headAccepted();
    assertTrue(outbox.isEmpty());
  }

  @Test
  void lateLinesOfDifferentSecondsAreNeverInOneDatagram() {
    RewritingOutbox outbox = outbox(1_000);
    pack(outbox, "now:1|c");
    outbox.beginRecord(true, 5 * SECOND_NS);
    pack(outbox, "a:1|c");
    outbox.beginRecord(true, 5 * SECOND_NS + 1);
    pack(outbox, "b:1|c");
    outbox.beginRecord(true, 6 * SECOND_NS);
    pack(outbox, "c:1|c");
    outbox.beginRecord(false, 7 * SECOND_NS);
    pack(outbox, "d:1|c");
    assertEquals(
        List.of(
            "1:now:1|c", "2:a:1|c|#late:1|T5\nb:1|c|#late:1|T5", "1:c:1|c|#late:1|T6", "1:d:1|c"),
        takeAll(outbox));
  }

  @Test
  void clearingForgetsAHalfWrittenLine() {
    RewritingOutbox outbox = outbox(8);
    pack(outbox, "a:1:2:3|ms");
    outbox.seal();
    assertTrue(outbox.hasSealed());
    outbox.headAccepted();
    assertTrue(outbox.hasSealed());
    outbox.clear(new Departed());
    assertFalse(outbox.hasSealed());
    pack(outbox, "b:1|c");
    assertEquals(List.of("1:b:1|c"), takeAll(outbox));
  }

  @Test
  void aLineOfTheLargestDatagramCanBeUnpacked() {
    RewritingOutbox outbox = outbox(1_432);
    String values = ":1".repeat(32_000);
    pack(outbox, "a" + values + "|ms");
    List<String> taken = takeAll(outbox);
    assertEquals(32_000, taken.stream().mapToInt(one -> one.split("\n").length).sum());
    assertEquals(1, taken.stream().filter(one -> one.startsWith("1:")).count());
    assertTrue(taken.stream().allMatch(one -> one.length() <= 1_434));
  }
}
