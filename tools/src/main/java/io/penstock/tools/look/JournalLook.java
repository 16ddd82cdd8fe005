package io.penstock.tools.look;

import io.penstock.journal.OldestRecord;
import io.penstock.journal.record.JournalException;
import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the journal takes of the disk, and how far back it goes.
 *
 * @param rollFiles number of roll files
 * @param allocatedBytes blocks that are really allocated, of all files of the folder
 * @param freeBytes what the disk has left for us; -1 when it does not say
 * @param diskBytes size of that disk; -1 when it does not say
 * @param oldest the oldest record that is kept; empty in an empty journal
 */
public record JournalLook(
    int rollFiles,
    long allocatedBytes,
    long freeBytes,
    long diskBytes,
    Optional<OldestRecord> oldest) {
  /** When the journal was not read. */
  static final JournalLook NONE = new JournalLook(0, 0, -1, -1, Optional.empty());

  static JournalLook at(Path folder, List<String> faults) {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.forEach(files::add);
    } catch (IOException e) {
      if (Files.exists(folder)) {
        faults.add(Faults.text(folder, e));
      }
      return NONE;
    }
    int rollFiles = (int) files.stream().filter(file -> file.toString().endsWith(".cq4")).count();
    return new JournalLook(
        rollFiles,
        allocatedBytes(files),
        space(folder, true),
        space(folder, false),
        oldest(folder, faults));
  }

  private static long space(Path folder, boolean free) {
    try {
      return free
          ? Files.getFileStore(folder).getUsableSpace()
          : Files.getFileStore(folder).getTotalSpace();
    } catch (IOException unknown) {
      return -1;
    }
  }

  private static Optional<OldestRecord> oldest(Path folder, List<String> faults) {
    try {
      return OldestRecord.in(folder);
    } catch (JournalException e) {
      faults.add(Faults.text(e));
      return Optional.empty();
    }
  }

  /** Of those that can be asked; one that was deleted meanwhile takes nothing. */
  private static long allocatedBytes(List<Path> files) {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += HostFiles.allocatedBytes(file);
      } catch (IOException unknown) {
        // what may not be seen is not counted
      }
    }
    return bytes;
  }
}
