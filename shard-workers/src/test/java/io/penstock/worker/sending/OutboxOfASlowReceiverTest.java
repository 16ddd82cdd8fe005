package io.penstock.worker.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dialect.Dialect;
import io.penstock.pack.Packer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small records come for long while the receiver takes nothing: what waits is what was packed. */
class OutboxOfASlowReceiverTest {
  private static final long ROUND_NS = 1_000_000;
  private static final long SECOND_NS = 1_000_000_000;
  private static final int ROUNDS = 20_000;

  private final Queue<String> waiting = new ArrayDeque<>();
  private final Mark record = new Mark();
  private long nowNs;
  private long nextNumber;

  @ParameterizedTest
  @CsvSource({
    "64, 0", "512, 0", "1432, 0", "8192, 0", "65507, 0",
    "64, 4", "512, 4", "1432, 4", "8192, 4", "65507, 4"
  })
  void everyLineComesOutOnceAndInOrderWithItsRecord(int packetBytesMax, int flushIntervalMs) {
    for (Packer.Size size : Packer.Size.values()) {
      Outbox outbox = new PackedOutbox(packetBytesMax, size);
      stall(outbox, flushIntervalMs, ROUNDS);
      drain(outbox);
      stall(outbox, flushIntervalMs, 100); // and once more, from anywhere in the ring
      drain(outbox);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 0", "512, 0", "1432, 0", "8192, 0", "65507, 0",
    "64, 4", "512, 4", "1432, 4", "8192, 4", "65507, 4"
  })
  void soItIsWithADialectAndRecordsOfManySeconds(int packetBytesMax, int flushIntervalMs) {
    Dialect dialect = new Dialect(Set.of(Dialect.Section.CONTAINER), Set.of(), false, false, "");
    for (Packer.Size size : Packer.Size.values()) {
      Outbox outbox =
          new RewritingOutbox(new PackedOutbox(packetBytesMax, size), dialect, packetBytesMax);
      stall(outbox, flushIntervalMs, ROUNDS);
      drain(outbox);
      stall(outbox, flushIntervalMs, 100);
      drain(outbox);
    }
  }

  @Test
  void whatIsDueWaitsOpenWhileAnotherWaitsToBeSent() {
    Outbox outbox = new PackedOutbox(512);
    pack(outbox, "a");
    outbox.sealWhenDue(ROUND_NS, 0);
    pack(outbox, "b");
    outbox.sealWhenDue(2 * ROUND_NS, 0);
    pack(outbox, "c");
    assertEquals("a", text(outbox));
    outbox.headAccepted();
    assertFalse(outbox.hasSealed());
    outbox.sealWhenDue(2 * ROUND_NS, 0);
    assertEquals("b\nc", text(outbox));
  }

  /** Packs a record of one to three lines a round, as long as there is room. */
  private void stall(Outbox outbox, int flushIntervalMs, int rounds) {
    for (int i = 0; i < rounds; i++) {
      nowNs += ROUND_NS;
      if (!outbox.hasRoomForARecord()) {
        assertTrue(outbox.hasSealed());
        return;
      }
      record.number = nextNumber++;
      outbox.beginRecord(i % 3 > 0, i / 7 * SECOND_NS);
      for (int line = 0; line <= i % 3; line++) {
        pack(outbox, record.number + "." + line + ":1|c");
      }
      outbox.sealWhenDue(nowNs, flushIntervalMs * 1_000_000L);
    }
  }

  private void pack(Outbox outbox, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    outbox.pack(new UnsafeBuffer(bytes), 0, bytes.length, record, nowNs);
    waiting.add(line);
  }

  private void drain(Outbox outbox) {
    outbox.seal();
    while (outbox.hasSealed()) {
      String[] lines = text(outbox).split("\n", -1);
      assertEquals(lines.length, outbox.headLines());
      assertEquals(recordOf(lines[0]), outbox.oldestMark().number);
      for (String line : lines) {
        assertEquals(waiting.remove(), line);
      }
      outbox.headAccepted();
      outbox.seal();
    }
    assertTrue(outbox.isEmpty());
    assertTrue(waiting.isEmpty(), () -> waiting.size() + " lines never came out");
  }

  private static long recordOf(String line) {
    return Long.parseLong(line.substring(0, line.indexOf('.')));
  }

  private static String text(Outbox outbox) {
    return outbox.buffer().getStringWithoutLengthAscii(outbox.headOffset(), outbox.headLength());
  }
}
