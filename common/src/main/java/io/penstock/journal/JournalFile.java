package io.penstock.journal;

import io.penstock.journal.record.LayoutText;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.shard.Layout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A whole file of the journal, as retention sees it.
 *
 * @param path where it lies
 * @param firstNumber number of the first datagram in it; −1 when nothing in it is sound
 * @param beganNs receive time of its first record, epoch ns; all before it is in older files
 * @param usedBytes up to the end of its data; allocated are a few pages more once it is closed
 * @param layout that it begins with; null when that cannot be read
 */
public record JournalFile(
    Path path, long firstNumber, long beganNs, long usedBytes, Layout layout) {

  /** Looks into one. */
  static JournalFile of(Path path) {
    try (RollFile file = RollFile.open(path);
        RecordBuffer record = new RecordBuffer()) {
      long end = file.endOfData();
      long usedBytes = end < 0 ? file.endOfContent(0) : end;
      long first = file.loadFirst(record);
      if (first < 0) {
        return new JournalFile(path, -1, 0, usedBytes, null);
      }
      boolean isLayoutSound = first == file.firstRecord() && record.isLayout();
      Layout layout = isLayoutSound ? LayoutText.parse(record.text()).layout() : null;
      return new JournalFile(path, record.firstNumber(), record.receiveTimeNs(), usedBytes, layout);
    }
  }

  /** All of them, oldest first; one that is deleted meanwhile has no first number. */
  static List<JournalFile> allOf(RollFiles files) {
    return Arrays.stream(files.cycles()).mapToObj(cycle -> of(files.file(cycle))).toList();
  }

  /** One that cannot be read, or in which nothing is sound. */
  static JournalFile nothingIn(Path path) {
    return new JournalFile(path, -1, 0, 0, null);
  }
}
