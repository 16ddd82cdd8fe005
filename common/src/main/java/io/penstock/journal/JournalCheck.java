package io.penstock.journal;

import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Looks for damage in a journal: in its newest file, or in all of them.
 *
 * <p>Read-only: it maps nothing, takes no lock and asks Chronicle nothing, so it works beside a
 * live writer and on any bytes. Any thread.
 *
 * @param findings what was found, in the order of the files
 * @param gone numbers that the files looked at do not hold, though they hold some around them
 * @param next number after the last that was found; −1 when none was
 * @param files how many files were looked at
 * @param bytes how much of them
 */
public record JournalCheck(
    List<Finding> findings, List<NumberRange> gone, long next, int files, long bytes) {

  /**
   * Looks.
   *
   * @param isDeep whether to look at all files or at the newest
   * @param head the next number to be given out, as far as the caller knows
   * @param progress told how many bytes were looked at
   * @throws JournalException when the directory cannot be listed
   */
  public static JournalCheck of(Path directory, boolean isDeep, long head, LongConsumer progress) {
    List<Finding> findings = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return new JournalCheck(findings, List.of(), Finding.UNKNOWN, 0, 0);
    }
    RollFiles files = new RollFiles(directory);
    int[] cycles = files.cycles();
    if (cycles.length > 0) {
      MetadataFile.fault(directory)
          .ifPresent(
              fault ->
                  findings.add(
                      Finding.of(FindingCode.E_METADATA, MetadataFile.in(directory), fault)));
    }
    NumberTrail trail = new NumberTrail(findings);
    long bytes = 0;
    int looked = 0;
    for (int i = 0; i < cycles.length; i++) {
      boolean isNewest = i == cycles.length - 1;
      if (!isNewest && Files.notExists(files.file(cycles[i]))) {
        trail.deleted();
        continue;
      }
      noteMissing(files, cycles, i, trail);
      if (isDeep || isNewest) {
        long before = bytes;
        Path file = files.file(cycles[i]);
        new FileCheck(file, isNewest, trail, findings)
            .run(position -> progress.accept(before + position));
        bytes += sizeOf(file);
        looked++;
      } else if (!RollFile.hasHeader(files.file(cycles[i]))) {
        trail.injury(FindingCode.E_HEADER, files.file(cycles[i]), 0, "");
      }
      if (!isDeep) {
        trail.end(Finding.UNKNOWN);
      }
    }
    trail.end(head);
    noteLeftovers(directory, files, cycles, findings);
    return new JournalCheck(findings, trail.gone(), trail.next(), looked, bytes);
  }

  private static void noteMissing(RollFiles files, int[] cycles, int i, NumberTrail trail) {
    for (int cycle = i == 0 ? cycles[i] : cycles[i - 1] + 1; cycle < cycles[i]; cycle++) {
      if (!files.isOneSetAside(cycle - 1, cycle)) {
        trail.injury(FindingCode.E_MISSING, files.file(cycle), Finding.UNKNOWN, "");
      }
    }
  }

  private static void noteLeftovers(
      Path directory, RollFiles files, int[] cycles, List<Finding> findings) {
    int next = cycles.length == 0 ? -1 : cycles[cycles.length - 1] + 1;
    for (int cycle : files.preparedCycles()) {
      if (next >= 0 && cycle != next && cycle != next + 1) {
        findings.add(Finding.of(FindingCode.W_LEFTOVER, files.prepared(cycle), ""));
      }
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.contains(RollFiles.SET_ASIDE_INFIX)) {
          findings.add(Finding.of(FindingCode.W_ASIDE, file, ""));
        } else if (name.endsWith(".new")) {
          findings.add(Finding.of(FindingCode.W_LEFTOVER, file, ""));
        }
      }
    } catch (IOException e) {
      throw new JournalException("the files in " + directory + " cannot be listed", e);
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** How many bytes {@link #of} would look at. */
  public static long bytesIn(Path directory, boolean isDeep) {
    RollFiles files = new RollFiles(directory);
    int[] cycles = files.cycles();
    long bytes = 0;
    for (int i = isDeep ? 0 : Math.max(0, cycles.length - 1); i < cycles.length; i++) {
      bytes += sizeOf(files.file(cycles[i]));
    }
    return bytes;
  }
}
