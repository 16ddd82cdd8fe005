package io.penstock.tools.look;

import io.penstock.tools.screen.HostCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the journal takes of the disk.
 *
 * @param rollFiles number of roll files
 * @param allocatedBytes blocks that are really allocated, of all files of the folder
 */
public record JournalLook(int rollFiles, long allocatedBytes) {
  private static final int STAT_UNIT_BYTES = 512;

  static JournalLook at(Path folder) {
    List<String> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.map(Path::toString).forEach(files::add);
    } catch (IOException noJournalYet) {
      return new JournalLook(0, 0);
    }
    int rollFiles = (int) files.stream().filter(file -> file.endsWith(".cq4")).count();
    return new JournalLook(rollFiles, files.isEmpty() ? 0 : allocatedBytes(files));
  }

  /** Java cannot ask for the blocks of a file; stat(1) can, for all files at once. */
  private static long allocatedBytes(List<String> files) {
    List<String> command = new ArrayList<>(List.of("stat", "-c", "%b", "--"));
    command.addAll(files);
    long blocks = 0;
    for (String line : HostCommand.lines(command)) {
      blocks += Long.parseLong(line.strip());
    }
    return blocks * STAT_UNIT_BYTES;
  }
}
