package io.penstock.reader;

import io.penstock.journal.JournalFile;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.shard.Layout;
import java.util.List;

/**
 * A stretch of the journal that one layout is in force for; it ends where the next one begins.
 *
 * @param firstNumber of its datagrams
 * @param layout in force; null when it cannot be read, and then it may be any reader's
 */
public record Stretch(long firstNumber, Layout layout) {

  /** Those of files whose layout is known, oldest first. */
  public static List<Stretch> of(List<LayoutRecord> layouts) {
    return layouts.stream().map(file -> new Stretch(file.firstNumber(), file.layout())).toList();
  }

  /** Those of all files in which anything is sound, oldest first. */
  public static List<Stretch> ofFiles(List<JournalFile> files) {
    return files.stream()
        .filter(file -> file.firstNumber() >= 0)
        .map(file -> new Stretch(file.firstNumber(), file.layout()))
        .toList();
  }
}
