package io.penstock.journal.rollfile;

import io.penstock.journal.record.JournalException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The files of a journal: cycle number ↔ name, and which of them are there.
 *
 * <p>A name looks like a minute and means none: it orders the files and does not date them.
 */
public final class RollFiles {
  static final String SUFFIX = ".cq4";
  static final String PREPARED_SUFFIX = ".precreated";

  /** Stands behind the name of a file that was set aside, before the time when it was. */
  public static final String SET_ASIDE_INFIX = ".torn-";

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern(ChronicleFormat.FILE_NAME).withZone(ZoneOffset.UTC);

  private static final int DAY_LENGTH = 8;
  private static final int NAME_LENGTH = 13;

  private final Path directory;

  public RollFiles(Path directory) {
    this.directory = directory;
  }

  public static long startMs(int cycle) {
    return (long) cycle * ChronicleFormat.CYCLE_MS;
  }

  public static int cycleAt(long epochMs) {
    return Math.toIntExact(epochMs / ChronicleFormat.CYCLE_MS);
  }

  public Path file(int cycle) {
    return directory.resolve(name(cycle) + SUFFIX);
  }

  /** The file that Chronicle renames to {@link #file} when it begins the cycle. */
  public Path prepared(int cycle) {
    return directory.resolve(name(cycle) + PREPARED_SUFFIX);
  }

  private static String name(int cycle) {
    return NAME.format(Instant.ofEpochMilli(startMs(cycle)));
  }

  /** The cycles that have a file, oldest first. */
  public int[] cycles() {
    return cyclesOf(SUFFIX);
  }

  /** The cycles that have a prepared file, oldest first. */
  public int[] preparedCycles() {
    return cyclesOf(PREPARED_SUFFIX);
  }

  /** Whether a file was set aside in place of a cycle after one and up to another. */
  public boolean isOneSetAside(int after, int upTo) {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, "*" + SUFFIX + SET_ASIDE_INFIX + "*")) {
      for (Path file : found) {
        String name = file.getFileName().toString();
        int cycle = parse(name, name.indexOf(SUFFIX));
        if (cycle > after && cycle <= upTo) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new JournalException("the files in " + directory + " cannot be listed", e);
    }
  }

  /** Retention asks several times a second, and a long journal has many files. */
  private int[] cyclesOf(String suffix) {
    String[] names = directory.toFile().list();
    if (names == null) {
      throw new JournalException("the files in " + directory + " cannot be listed");
    }
    int[] cycles = new int[names.length];
    int count = 0;
    for (String name : names) {
      int cycle = name.endsWith(suffix) ? parse(name, name.length() - suffix.length()) : -1;
      if (cycle >= 0) {
        cycles[count++] = cycle;
      }
    }
    cycles = Arrays.copyOf(cycles, count);
    Arrays.sort(cycles);
    return cycles;
  }

  /** The cycle that the beginning of a name stands for, such as 20261125-1814; −1 for none. */
  private static int parse(String name, int length) {
    if (length != NAME_LENGTH || name.charAt(DAY_LENGTH) != '-') {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      if (i != DAY_LENGTH && (name.charAt(i) < '0' || name.charAt(i) > '9')) {
        return -1;
      }
    }
    int hour = Integer.parseInt(name, 9, 11, 10);
    int minute = Integer.parseInt(name, 11, 13, 10);
    if (hour > 23 || minute > 59) {
      return -1;
    }
    try {
      LocalDate day =
          LocalDate.of(
              Integer.parseInt(name, 0, 4, 10),
              Integer.parseInt(name, 4, 6, 10),
              Integer.parseInt(name, 6, 8, 10));
      return cycleAt(
          TimeUnit.DAYS.toMillis(day.toEpochDay())
              + TimeUnit.HOURS.toMillis(hour)
              + TimeUnit.MINUTES.toMillis(minute));
    } catch (DateTimeException e) {
      return -1;
    }
  }
}
