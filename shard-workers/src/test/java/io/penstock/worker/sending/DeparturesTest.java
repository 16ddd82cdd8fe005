package io.penstock.worker.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.audit.PlainContent;
import io.penstock.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What has left an outbox is known at each place between records, by what left and not by what was
 * packed.
 */
class DeparturesTest {
  private static final int STEPS = 1_500;

  private final long seed = Long.getLong("penstock.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Mark record = new Mark();
  private final List<Line> lines = new ArrayList<>();
  private long nextNumber = 100;
  private int left;

  private static final class Line {
    private final long recordNumber;
    private final byte[] bytes;
    private final long content;
    private boolean isRejected;

    Line(long recordNumber, String text) {
      this.recordNumber = recordNumber;
      this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      this.content = PlainContent.of(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 200, 1_432})
  void sumsAreThoseOfTheRecordsBeforeThePlace(int packetBytesMax) {
    leaveAndCompare(new PackedOutbox(packetBytesMax));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 200, 1_432})
  void soTheyAreWhenLinesLeaveInOtherWords(int packetBytesMax) {
    Dialect dialect =
        new Dialect(Set.of(Dialect.Section.CONTAINER), Set.of(), true, false, "late:1");
    leaveAndCompare(new RewritingOutbox(new PackedOutbox(packetBytesMax), dialect, packetBytesMax));
  }

  @Test
  void theBytesThatLeaveAreSummedNotThoseThatWerePacked() {
    Outbox outbox = new PackedOutbox(512);
    pack(outbox, "a:1|c");
    outbox.seal();
    outbox.buffer().putByte(outbox.headOffset(), (byte) 'b');
    outbox.headAccepted();
    assertEquals(
        PlainContent.of("b:1|c".getBytes(StandardCharsets.US_ASCII)), outbox.departed().content());
  }

  private void leaveAndCompare(Outbox outbox) {
    String said = "seed " + seed;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          if (outbox.hasRoomForARecord()) {
            packRecord(outbox);
          }
        }
        case 3 -> outbox.seal();
        case 4 -> {
          if (random.nextInt(200) == 0) {
            rewind(outbox);
          }
        }
        default -> leave(outbox);
      }
      compare(outbox, said);
    }
    assertTrue(left > STEPS / 10, said);
  }

  private void packRecord(Outbox outbox) {
    record.number = nextNumber;
    nextNumber += 1 + random.nextInt(3);
    outbox.beginRecord(random.nextInt(4) == 0, random.nextInt(3) * 1_000_000_000L);
    for (int i = random.nextInt(9); i > 0; i--) {
      String values = ":7".repeat(1 + random.nextInt(5));
      pack(outbox, lines.size() + "x".repeat(random.nextInt(90)) + values + "|ms|c:id");
    }
  }

  private void pack(Outbox outbox, String text) {
    Line line = new Line(record.number, text);
    lines.add(line);
    outbox.pack(new UnsafeBuffer(line.bytes), 0, line.bytes.length, record, 0);
  }

  private void leave(Outbox outbox) {
    if (outbox.hasSealed()) {
      boolean isRejected = random.nextInt(5) == 0;
      for (int i = outbox.headLines(); i > 0; i--) {
        lines.get(left++).isRejected = isRejected;
      }
      if (isRejected) {
        outbox.headRejected();
      } else {
        outbox.headAccepted();
      }
    }
  }

  /** Goes back to the oldest record that is not whole, as if all before it had been committed. */
  private void rewind(Outbox outbox) {
    if (!outbox.isEmpty()) {
      long number = outbox.oldestMark().number;
      Departed committed = new Departed();
      committed.set(outbox.departedBeforeOldest());
      outbox.clear(committed);
      lines.removeIf(line -> line.recordNumber >= number);
      left = lines.size();
      nextNumber = number;
    }
  }

  private void compare(Outbox outbox, String said) {
    boolean isEmpty = outbox.isEmpty();
    long before = isEmpty ? Long.MAX_VALUE : outbox.oldestMark().number;
    Departed departed = isEmpty ? outbox.departed() : outbox.departedBeforeOldest();
    Departed expected = new Departed();
    for (int i = 0; i < left && lines.get(i).recordNumber < before; i++) {
      Line line = lines.get(i);
      expected.add(line.isRejected ? 0 : 1, line.isRejected ? 1 : 0, line.content);
    }
    assertEquals(expected.acceptedLines(), departed.acceptedLines(), said);
    assertEquals(expected.rejectedLines(), departed.rejectedLines(), said);
    assertEquals(expected.content(), departed.content(), said);
  }
}
