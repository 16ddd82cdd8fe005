package io.penstock.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/**
 * The files of a journal: cycle number ↔ name, and which of them are there.
 *
 * <p>A name looks like a minute and means none: it orders the files and does not date them.
 */
final class RollFiles {
  /**
   * A cycle of the library, so that its own tools read the journal. Of those, one with an index
   * entry every 16 records: what lies behind a damaged header is found again after 16 at most.
   */
  static final RollCycle ROLL_CYCLE = LegacyRollCycles.MINUTELY;

  static final String SUFFIX = ".cq4";
  static final String PREPARED_SUFFIX = ".precreated";

  /** Stands behind the name of a file that was set aside, before the time when it was. */
  static final String SET_ASIDE_INFIX = ".torn-";

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern(ROLL_CYCLE.format()).withZone(ZoneOffset.UTC);

  private final Path directory;

  RollFiles(Path directory) {
    this.directory = directory;
  }

  static long startMs(int cycle) {
    return (long) cycle * ROLL_CYCLE.lengthInMillis();
  }

  static int cycleAt(long epochMs) {
    return Math.toIntExact(epochMs / ROLL_CYCLE.lengthInMillis());
  }

  Path file(int cycle) {
    return directory.resolve(name(cycle) + SUFFIX);
  }

  /** The file that Chronicle renames to {@link #file} when it begins the cycle. */
  Path prepared(int cycle) {
    return directory.resolve(name(cycle) + PREPARED_SUFFIX);
  }

  private static String name(int cycle) {
    return NAME.format(Instant.ofEpochMilli(startMs(cycle)));
  }

  /** The cycles that have a file, oldest first. */
  int[] cycles() {
    return cyclesOf(SUFFIX);
  }

  /** The cycles that have a prepared file, oldest first. */
  int[] preparedCycles() {
    return cyclesOf(PREPARED_SUFFIX);
  }

  /** Whether a file was set aside in place of a cycle after one and up to another. */
  boolean isOneSetAside(int after, int upTo) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, "*" + SUFFIX + SET_ASIDE_INFIX + "*")) {
      for (Path file : found) {
        String name = file.getFileName().toString();
        int cycle = parse(name.substring(0, name.indexOf(SUFFIX)));
        if (cycle > after && cycle <= upTo) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new JournalException("the files in " + directory + " cannot be listed", e);
    }
  }

  private int[] cyclesOf(String suffix) {
    int[] cycles = new int[16];
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int cycle = parse(name.substring(0, name.length() - suffix.length()));
        if (cycle < 0) {
          continue;
        }
        if (count == cycles.length) {
          cycles = Arrays.copyOf(cycles, 2 * count);
        }
        cycles[count++] = cycle;
      }
    } catch (IOException e) {
      throw new JournalException("the files in " + directory + " cannot be listed", e);
    }
    cycles = Arrays.copyOf(cycles, count);
    Arrays.sort(cycles);
    return cycles;
  }

  private static int parse(String name) {
    try {
      return cycleAt(Instant.from(NAME.parse(name)).toEpochMilli());
    } catch (DateTimeParseException e) {
      return -1;
    }
  }
}
