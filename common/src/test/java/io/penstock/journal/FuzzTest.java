package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage at random: whatever bytes are overwritten, wherever, nothing wrong is ever read, the
 * reader gets to the end, and the next writer goes on with numbers that were not used.
 */
class FuzzTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("penstock.test.rounds", 20);

  @TempDir Path directory;

  @Test
  void whateverIsOverwrittenNothingWrongIsReadAndTheWriterGoesOn() throws Exception {
    System.out.println("FuzzTest seed: -Dpenstock.test.seed=" + SEED);
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED + round);
      Path place = Files.createDirectory(directory.resolve("round-" + round));
      try (JournalFixture journal = JournalFixture.in(place, 8 << 20).openWriter()) {
        for (int file = 0; file < 3; file++) {
          journal.appendAll(30, 1 + random.nextInt(20));
          journal.nanoTime += journal.options.rollAgeNs();
        }
        journal.closeWriter();
        RollFiles files = new RollFiles(journal.options.directory());
        StringBuilder injuries = new StringBuilder("round " + round + ":");
        long end = journal.readAll().next;
        for (int i = 0; i <= random.nextInt(4); i++) {
          injuries
              .append(' ')
              .append(injure(files.file(files.cycles()[random.nextInt(3)]), random));
        }
        try {
          Seen seen = journal.readAll();
          assertTrue(seen.next <= end, () -> injuries + " " + seen);
          journal.openWriter(JournalFixture.layout(2), end);
          assertEquals(end, journal.writer.nextNumber(), injuries::toString);
          journal.appendAll(10, 5);
          Seen after = journal.readAll();
          assertEquals(end + 50, after.next, () -> injuries + " " + after);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(injuries.toString(), e);
        }
      }
    }
  }

  private static String injure(Path file, Random random) {
    try (RollFile rollFile = RollFile.open(file);
        Corrupter corrupter = Corrupter.open(file)) {
      long content = rollFile.endOfContent(0);
      long first = rollFile.firstRecord();
      // Half of them hit the records, the others anything from Chronicle's header on.
      long from = random.nextBoolean() && first < content ? first : 0;
      long at = from + random.nextLong(content - from);
      int length = 1 + random.nextInt(random.nextBoolean() ? 16 : 5_000);
      byte[] bytes = new byte[length];
      int fill = random.nextInt(3);
      if (fill == 0) {
        random.nextBytes(bytes);
      } else if (fill == 1) {
        java.util.Arrays.fill(bytes, (byte) random.nextInt(256));
      }
      corrupter.put(at, ByteBuffer.wrap(bytes));
      return file.getFileName() + "@" + at + "+" + length + "/" + fill;
    }
  }
}
