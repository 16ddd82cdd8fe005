package io.penstock.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Forces the journal to the disk: every file that was written since the last time, Chronicle's
 * table, and the folder when a file was begun or deleted.
 *
 * <p>What was appended before {@link #run} was called survives a power cut once it returns. It
 * waits for the disk, so never on the thread that appends; a force on another channel writes back
 * what was stored through the appender's mapping.
 *
 * <p>Threads: one.
 */
public final class JournalSync {
  private final RollFiles files;
  private final Path directory;
  private int syncedCycle = -1;
  private int oldestCycle = -1;

  private JournalSync(Path directory) {
    this.directory = directory;
    this.files = new RollFiles(directory);
  }

  /** For the journal of that writer; it is synced whole at the first run. */
  public static JournalSync of(JournalOptions options) {
    return new JournalSync(options.directory());
  }

  /**
   * Forces everything; on a journal that does not exist yet it does nothing.
   *
   * @throws JournalException when the disk refuses: what the kernel held for it is lost, so the
   *     process should end
   */
  public void run() {
    int[] cycles = files.cycles();
    if (cycles.length == 0) {
      return;
    }
    try {
      for (int cycle : cycles) {
        if (cycle >= syncedCycle) {
          force(files.file(cycle), StandardOpenOption.WRITE);
        }
      }
      force(MetadataFile.in(directory), StandardOpenOption.WRITE);
      int newest = cycles[cycles.length - 1];
      if (newest != syncedCycle || cycles[0] != oldestCycle) {
        force(directory, StandardOpenOption.READ);
      }
      syncedCycle = newest;
      oldestCycle = cycles[0];
    } catch (IOException e) {
      throw new JournalException("the journal in " + directory + " cannot be forced to disk", e);
    }
  }

  /** One that retention has deleted meanwhile needs it no more. */
  private static void force(Path file, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(file, access)) {
      channel.force(false);
    } catch (NoSuchFileException deleted) {
      return;
    }
  }
}
