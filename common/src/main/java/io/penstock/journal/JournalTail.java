package io.penstock.journal;

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
    while (newest >= 0 && !RollFileScan.hasHeader(files.file(cycles[newest]))) {
      numberAtLeast = Math.max(numberAtLeast, setAside(files, cycles[newest]));
      newest--;
    }
    if (newest < 0) {
      return new JournalTail(-1, 0, 0, 0, false, null, numberAtLeast, 0, 0);
    }
    try (TailSearch search = new TailSearch(files.file(cycles[newest]))) {
      search.run();
      if (search.end == TailSearch.End.BROKEN && !search.nothingSound) {
        search.noteLastSound(files.file(cycles[newest]));
      }
      LayoutText text = search.layout();
      boolean isOpen = search.end == TailSearch.End.OPEN && (text != null || search.records == 0);
      for (int i = newest - 1; i >= 0 && (search.nothingSound || text == null); i--) {
        try (TailSearch older = new TailSearch(files.file(cycles[i]))) {
          older.run();
          text = text == null ? older.layout() : text;
          search.takeNumbersOf(older);
        }
      }
      return new JournalTail(
          cycles[newest],
          search.endBytes,
          search.contentBytes,
          search.records,
          isOpen,
          text,
          Math.max(search.nextNumber, numberAtLeast),
          search.payloadBytes,
          search.receiveTimeNs);
    }
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
    try (TailSearch search = new TailSearch(file)) {
      search.takeAll();
      Files.move(file, search.isEmpty() ? files.prepared(cycle) : aside);
      return search.nextNumber;
    } catch (IOException e) {
      throw new JournalException(file + " was never finished and cannot be moved away", e);
    }
  }
}
