package io.penstock.journal;

import io.penstock.crash.CrashPoint;
import io.penstock.journal.chronicle.FileListing;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes whole files, the oldest first: what to keep is the caller's to say.
 *
 * <p>Deleting takes milliseconds, so not on the thread that appends. A cursor within a file that is
 * deleted reads it to its end; the numbers tell every reader what it missed.
 *
 * <p>Threads: one, of the process that writes the journal.
 */
public final class JournalRetention implements AutoCloseable {
  private static final int LOOKS_BETWEEN_ATTEMPTS = 100;

  private final RollFiles files;

  private final FileListing listing;

  /** What is known of the files that are written no more. */
  private final Map<Integer, JournalFile> closed = new HashMap<>();

  /** Files that could not be read, and how many looks ago. */
  private final Map<Integer, Integer> unreadable = new HashMap<>();

  /** The newest file, as it was when its beginning was first sound: that changes no more. */
  private JournalFile newest;

  private JournalRetention(RollFiles files, FileListing listing) {
    this.files = files;
    this.listing = listing;
  }

  /** Opens beside the writer, which has been opened before. */
  public static JournalRetention open(JournalOptions options) {
    Path directory = options.directory();
    if (!JournalReader.exists(directory)) {
      throw new JournalException("there is no journal in " + directory);
    }
    return new JournalRetention(new RollFiles(directory), FileListing.open(directory));
  }

  /**
   * All files, oldest first. None is looked into again and again: of the newest, {@code usedBytes}
   * are those that it had when its first sound record was found. One that cannot be read is there
   * like one in which nothing is sound.
   */
  public List<JournalFile> files() {
    int[] cycles = files.cycles();
    List<JournalFile> found = new ArrayList<>();
    for (int i = 0; i < cycles.length; i++) {
      int cycle = cycles[i];
      found.add(i == cycles.length - 1 ? newest(files.file(cycle)) : closed(cycle));
    }
    closed.keySet().removeIf(cycle -> Arrays.binarySearch(cycles, cycle) < 0);
    unreadable.keySet().removeIf(cycle -> Arrays.binarySearch(cycles, cycle) < 0);
    return found;
  }

  /**
   * One that the disk refuses is asked for again now and then: it may have been a passing fault.
   */
  private JournalFile closed(int cycle) {
    JournalFile known = closed.get(cycle);
    if (known != null) {
      return known;
    }
    Integer looks = unreadable.get(cycle);
    if (looks != null && looks < LOOKS_BETWEEN_ATTEMPTS) {
      unreadable.put(cycle, looks + 1);
      return JournalFile.nothingIn(files.file(cycle));
    }
    try {
      JournalFile file = JournalFile.of(files.file(cycle));
      unreadable.remove(cycle);
      closed.put(cycle, file);
      return file;
    } catch (JournalException e) {
      unreadable.put(cycle, 0);
      return JournalFile.nothingIn(files.file(cycle));
    }
  }

  private JournalFile newest(Path file) {
    if (newest == null || newest.firstNumber() < 0 || !newest.path().equals(file)) {
      newest = describeOrNothing(file);
    }
    return newest;
  }

  private static JournalFile describeOrNothing(Path file) {
    try {
      return JournalFile.of(file);
    } catch (JournalException e) {
      return JournalFile.nothingIn(file);
    }
  }

  /** Files that are made ready to be written: they take blocks, and hold nothing yet. */
  public List<Path> preparedFiles() {
    return Arrays.stream(files.preparedCycles()).mapToObj(files::prepared).toList();
  }

  /**
   * Deletes the oldest file.
   *
   * @return false when it is kept: no later file holds a sound record
   * @throws IOException when the file system refuses; nothing has changed then
   */
  public boolean deleteOldest() throws IOException {
    int[] cycles = files.cycles();
    if (!isSoundBehindTheOldest(cycles)) {
      return false;
    }
    CrashPoint.BETWEEN_COMMIT_AND_UNLINK.pass();
    Files.delete(files.file(cycles[0]));
    CrashPoint.AFTER_UNLINK.pass();
    listing.beginsWith(cycles[1]);
    return true;
  }

  private boolean isSoundBehindTheOldest(int[] cycles) {
    for (int i = cycles.length - 1; i > 0; i--) {
      if (describeOrNothing(files.file(cycles[i])).firstNumber() >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    listing.close();
  }
}
