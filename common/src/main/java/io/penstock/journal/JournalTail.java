package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutText;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileTail;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the journal ends: what the last writer left, however it ended.
 *
 * @param cycle cycle of the newest file; −1 when there is none
 * @param endBytes where the next header of that file is written
 * @param contentBytes the file is zero from here on; beyond {@code endBytes} after a kill within an
 *     append
 * @param records how many records that file has
 * @param isOpen whether that file can be continued: neither closed nor torn
 * @param text the layout record of that file, or of the newest that has one; null when none has
 * @param nextNumber number after the last sound record
 * @param payloadBytes payload bytes up to and with it
 * @param receiveTimeNs its receive time
 */
record JournalTail(
    int cycle,
    long endBytes,
    long contentBytes,
    long records,
    boolean isOpen,
    LayoutText text,
    long nextNumber,
    long payloadBytes,
    long receiveTimeNs) {

  /**
   * Finds the end of the journal, and moves a file out of the way that was never finished.
   *
   * <p>Reads the header of the newest file, its last record and the allocated zeros behind it: tens
   * of milliseconds, whatever the journal holds.
   */
  static JournalTail find(RollFiles files) {
    int[] cycles = files.cycles();
    int newest = cycles.length - 1;
    long numberAtLeast = 0;
    while (newest >= 0 && !RollFile.hasHeader(files.file(cycles[newest]))) {
      numberAtLeast = Math.max(numberAtLeast, setAside(files, cycles[newest]));
      newest--;
    }
    if (newest < 0) {
      return new JournalTail(-1, 0, 0, 0, false, null, numberAtLeast, 0, 0);
    }
    Path file = files.file(cycles[newest]);
    RollFileTail last = RollFileTail.of(file);
    if (last.end() == RollFileTail.End.BROKEN && !last.isNothingSound()) {
      last.note(file);
    }
    boolean canGoOn = last.text() != null || last.records() == 0;
    JournalTail tail =
        new JournalTail(
            cycles[newest],
            last.endBytes(),
            last.contentBytes(),
            last.records(),
            last.end() == RollFileTail.End.OPEN && canGoOn,
            last.text(),
            Math.max(last.nextNumber(), numberAtLeast),
            last.payloadBytes(),
            last.receiveTimeNs());
    boolean isNothingSound = last.isNothingSound();
    for (int i = newest - 1; i >= 0 && (isNothingSound || tail.text == null); i--) {
      RollFileTail older = RollFileTail.of(files.file(cycles[i]));
      isNothingSound &= older.isNothingSound();
      tail = tail.withWhatIsIn(older);
    }
    return tail;
  }

  /** The same end, with what an older file says that the newest did not. */
  private JournalTail withWhatIsIn(RollFileTail older) {
    return new JournalTail(
        cycle,
        endBytes,
        contentBytes,
        records,
        isOpen,
        text == null ? older.text() : text,
        Math.max(nextNumber, older.nextNumber()),
        Math.max(payloadBytes, older.payloadBytes()),
        Math.max(receiveTimeNs, older.receiveTimeNs()));
  }

  /** Whether a writer with this layout may continue in the newest file. */
  boolean canResumeWith(Layout layout) {
    return isOpen && (records == 0 || (text != null && text.layout().equals(layout)));
  }

  /**
   * Moves a file out of the way whose header was never finished, or lost: Chronicle would wait for
   * it. One of zeros alone is used again.
   *
   * @return the number after the last that it holds; none of them is given out again
   */
  private static long setAside(RollFiles files, int cycle) {
    Path file = files.file(cycle);
    Path aside =
        file.resolveSibling(
            file.getFileName() + RollFiles.SET_ASIDE_INFIX + System.currentTimeMillis());
    long next = RollFileTail.nextNumberOverAll(file);
    try {
      Files.move(file, RollFile.isEmpty(file) ? files.prepared(cycle) : aside);
      return next;
    } catch (IOException e) {
      throw new JournalException(file + " was never finished and cannot be moved away", e);
    }
  }
}
