package io.penstock.worker.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Mark record = new Mark();

  @Test
  void linesArePackedWithNewlinesBetweenAndNoneAtTheEnd() {
    Outbox outbox = new PackedOutbox(512);
    pack(outbox, "a:1|c", 7);
    pack(outbox, "b:2|c", 7);
    assertFalse(outbox.hasSealed());
    outbox.seal();
    assertEquals("a:1|c\nb:2|c", head(outbox));
    assertEquals(2, outbox.headLines());
  }

  @Test
  void aDatagramIsNeverLargerThanTheLimitUnlessItIsOneLongLine() {
    Outbox outbox = new PackedOutbox(512);
    pack(outbox, "x".repeat(256), 1);
    pack(outbox, "y".repeat(256), 1); // 256 + 1 + 256 does not fit
    pack(outbox, "z".repeat(900), 2);
    pack(outbox, "w", 3);
    outbox.seal();
    assertEquals(List.of(256, 256, 900, 1), lengths(outbox));
  }

  @Test
  void aDatagramThatFillsTheLimitExactlyIsOne() {
    Outbox outbox = new PackedOutbox(513);
    pack(outbox, "x".repeat(256), 1);
    pack(outbox, "y".repeat(256), 1);
    outbox.seal();
    assertEquals(List.of(513), lengths(outbox));
  }

  @Test
  void eachDatagramRemembersTheRecordOfItsOldestLine() {
    Outbox outbox = new PackedOutbox(512);
    pack(outbox, "x".repeat(200), 10);
    pack(outbox, "x".repeat(200), 20);
    pack(outbox, "x".repeat(200), 20);
    pack(outbox, "x".repeat(200), 30);
    assertEquals(10, outbox.oldestMark().number);
    outbox.headAccepted();
    assertEquals(20, outbox.oldestMark().number);
    assertFalse(outbox.hasSealed());
    outbox.seal();
    outbox.headAccepted();
    assertTrue(outbox.isEmpty());
  }

  @Test
  void theOpenDatagramIsSealedWhenItsOldestLineHasWaited() {
    Outbox outbox = new PackedOutbox(512);
    outbox.pack(bytes("a"), 0, 1, record, 1_000);
    outbox.pack(bytes("b"), 0, 1, record, 4_000);
    outbox.sealWhenDue(5_999, 5_000);
    assertFalse(outbox.hasSealed());
    outbox.sealWhenDue(6_000, 5_000);
    assertTrue(outbox.hasSealed());
  }

  @Test
  void roomIsMadeByMovingWhatIsPendingToTheFront() {
    Outbox outbox = new PackedOutbox(1432);
    String line = "l".repeat(1000);
    int packed = 0;
    while (outbox.hasRoomForARecord()) {
      pack(outbox, line + packed, packed);
      packed++;
    }
    for (int i = 0; i < packed - 2; i++) {
      assertEquals(line + i, head(outbox));
      outbox.headAccepted();
    }
    assertTrue(outbox.hasRoomForARecord());
    pack(outbox, "last", 99);
    outbox.seal();
    assertEquals(line + (packed - 2), head(outbox));
    outbox.headAccepted();
    assertEquals(line + (packed - 1) + "\nlast", head(outbox));
  }

  @Test
  void whateverIsPackedComesOutInOrder() {
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    System.out.println("OutboxTest seed " + seed);
    Random random = new Random(seed);
    Outbox outbox = new PackedOutbox(512 + random.nextInt(1000));
    StringBuilder in = new StringBuilder();
    StringBuilder out = new StringBuilder();
    for (int step = 0; step < 50_000; step++) {
      if (random.nextInt(3) > 0 && outbox.hasRoomForARecord()) {
        int length = random.nextInt(50) == 0 ? random.nextInt(5000) + 1 : random.nextInt(150) + 1;
        String line = (step + "-".repeat(length)).substring(0, Math.max(1, length));
        in.append(line).append('\n');
        pack(outbox, line, step);
      } else {
        if (random.nextBoolean()) {
          outbox.seal();
        }
        if (outbox.hasSealed()) {
          out.append(head(outbox)).append('\n');
          outbox.headAccepted();
        }
      }
    }
    outbox.seal();
    while (outbox.hasSealed()) {
      out.append(head(outbox)).append('\n');
      outbox.headAccepted();
    }
    assertEquals(in.toString(), out.toString());
  }

  private void pack(Outbox outbox, String line, long recordNumber) {
    record.number = recordNumber;
    outbox.pack(bytes(line), 0, line.length(), record, 0);
  }

  private static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(Outbox outbox) {
    return outbox.buffer().getStringWithoutLengthAscii(outbox.headOffset(), outbox.headLength());
  }

  private static List<Integer> lengths(Outbox outbox) {
    List<Integer> lengths = new ArrayList<>();
    while (outbox.hasSealed()) {
      lengths.add(outbox.headLength());
      outbox.headAccepted();
    }
    return lengths;
  }
}
