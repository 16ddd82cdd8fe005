package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much has to be read before the first append, whatever the journal holds. The files of the
 * large one are as long as those of 50 GiB; most of each is a hole, which an opening that read it
 * would read all the same.
 */
class OpeningTest {
  private static final int FILES = 200;
  private static final long FILE_BYTES = 256L << 20;
  private static final int ROUNDS = 10;

  @TempDir Path folder;

  @Test
  void openingReadsNoMoreOfFiftyGibibytesThanOfFiftyMebibytes() throws IOException {
    try (JournalFixture small = journal("small", 1);
        JournalFixture large = journal("large", FILES)) {
      assertEquals(FILES, new RollFiles(large.options.directory()).cycles().length);
      cost(small);
      cost(large); // what the classes take is read by now
      Cost ofSmall = cost(small);
      Cost ofLarge = cost(large);
      System.out.printf(
          "opening for the writer: 1 file %s, %d files of 256 MiB %s%n", ofSmall, FILES, ofLarge);
      assertTrue(
          ofLarge.bytes <= ofSmall.bytes + (4 << 10),
          () -> ofLarge + " where the small one took " + ofSmall);
      System.out.printf(
          "opening for a reader, to its place: 1 file %d us, %d files %d us%n",
          readerUs(small), FILES, readerUs(large));
    }
  }

  private JournalFixture journal(String name, int files) throws IOException {
    JournalFixture journal =
        JournalFixture.in(Files.createDirectory(folder.resolve(name)), 1 << 20).openWriter();
    for (int i = 0; i < files; i++) {
      journal.appendAll(2, 10);
      journal.nanoTime += i < files - 1 ? journal.options.rollAgeNs() : 0;
    }
    journal.closeWriter();
    RollFiles all = new RollFiles(journal.options.directory());
    int[] cycles = all.cycles();
    for (int i = 0; i < cycles.length - 1; i++) {
      try (RandomAccessFile file = new RandomAccessFile(all.file(cycles[i]).toFile(), "rw")) {
        file.setLength(FILE_BYTES);
      }
    }
    return journal;
  }

  private record Cost(long bytes, long us) {
    @Override
    public String toString() {
      return bytes + " bytes read, " + us + " us";
    }
  }

  /** The least of some rounds: the JVM reads files of its own now and then. */
  private static Cost cost(JournalFixture journal) throws IOException {
    Cost least = new Cost(Long.MAX_VALUE, Long.MAX_VALUE);
    for (int i = 0; i < ROUNDS; i++) {
      long before = bytesRead();
      long beganNs = System.nanoTime();
      journal.openWriter();
      long us = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNs);
      Cost cost = new Cost(bytesRead() - before, us);
      journal.closeWriter();
      least =
          Comparator.comparingLong(Cost::bytes).thenComparing(Cost::us).compare(cost, least) < 0
              ? cost
              : least;
    }
    return least;
  }

  private static long readerUs(JournalFixture journal) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long beganNs = System.nanoTime();
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        cursor.seek(5, 0);
        assertEquals(PollResult.DATAGRAMS, cursor.poll());
      }
      least = Math.min(least, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNs));
    }
    return least;
  }

  /** By this process, in whatever call. */
  private static long bytesRead() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("rchar: ")) {
        return Long.parseLong(line.substring("rchar: ".length()));
      }
    }
    throw new IOException("no rchar in /proc/self/io");
  }
}
