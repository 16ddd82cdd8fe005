package io.penstock.journal;

import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.rollfile.RollFiles;
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
   * @return false when a file cannot be opened now, or the folder not be listed: nothing is lost by
   *     that, and the next run forces it
   * @throws JournalException when the disk refuses: what the kernel held for it is lost, so the
   *     process should end
   */
  public boolean run() {
    int[] cycles;
    try {
      cycles = files.cycles();
    } catch (JournalException e) {
      return false;
    }
    return cycles.length == 0 || forceAll(cycles);
  }

  private boolean forceAll(int[] cycles) {
    int newest = cycles[cycles.length - 1];
    for (int cycle : cycles) {
      // At the first run, those of earlier lives: the kernel has long written them back.
      boolean isOurs = syncedCycle >= 0 || cycle == newest;
      if (cycle >= syncedCycle && !force(files.file(cycle)) && isOurs) {
        return false;
      }
    }
    force(MetadataFile.in(directory)); // which only repeats what is known elsewhere
    if ((newest != syncedCycle || cycles[0] != oldestCycle) && !force(directory)) {
      return false;
    }
    syncedCycle = newest;
    oldestCycle = cycles[0];
    return true;
  }

  /** Whether it is forced; one that retention has deleted meanwhile needs it no more. */
  private boolean force(Path file) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException deleted) {
      return true;
    } catch (IOException e) {
      return false;
    }
    try (channel) {
      channel.force(false);
      return true;
    } catch (IOException e) {
      throw new JournalException("the journal in " + directory + " cannot be forced to disk", e);
    }
  }
}
