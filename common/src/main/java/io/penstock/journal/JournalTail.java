package io.penstock.journal;

import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the journal ends: what the last writer left, however it ended.
 *
 * @param cycle cycle of the newest file; −1 when there is none
 * @param endBytes where the next header of that file goes
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

  /** A chain may be continued over what one append leaves when it is killed, and no more. */
  private static final long UNFINISHED_BYTES_MAX = RecordFormat.RECORD_BYTES_MAX + (64 << 10);

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
    try (Search search = new Search(files.file(cycles[newest]))) {
      search.run();
      if (search.end == End.BROKEN && !search.nothingSound) {
        search.noteLastSound(files.file(cycles[newest]));
      }
      LayoutText text = search.layout();
      boolean isOpen = search.end == End.OPEN && (text != null || search.records == 0);
      for (int i = newest - 1; i >= 0 && (search.nothingSound || text == null); i--) {
        try (Search older = new Search(files.file(cycles[i]))) {
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

  /** Whether a writer with this layout may go on in the newest file. */
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
    Path aside = file.resolveSibling(file.getFileName() + ".torn-" + System.currentTimeMillis());
    try (Search search = new Search(file)) {
      search.takeAll();
      Files.move(file, search.scan.endOfContent(0) == 0 ? files.prepared(cycle) : aside);
      return search.nextNumber;
    } catch (IOException e) {
      throw new JournalException(file + " was never finished and cannot be moved away", e);
    }
  }

  /** How a file's chain of headers ends. */
  private enum End {
    /** At a zero, with nothing behind it that was ever a record: here it goes on. */
    OPEN,
    /** At the marker that Chronicle writes when it leaves a file. */
    CLOSED,
    /** Before the end of what is there: a power cut has eaten a page, or worse. */
    BROKEN
  }

  /** Looks for the last record of one file. */
  private static final class Search implements AutoCloseable {
    final RollFileScan scan;
    final RollFileIndex index;
    final RecordBuffer record = new RecordBuffer();
    End end;
    boolean nothingSound = true;
    long lastSoundAt;
    long records;
    long endBytes;
    long contentBytes;
    long nextNumber;
    long payloadBytes;
    long receiveTimeNs;

    Search(Path file) {
      scan = RollFileScan.open(file);
      index = RollFileIndex.of(scan);
    }

    /**
     * From where Chronicle says that the last record lies; over all the file when that is wrong.
     */
    void run() {
      long last = index.writePosition();
      records = last == 0 ? 0 : index.lastSequence();
      endBytes = last == 0 ? scan.firstRecord() : last;
      boolean isLastThere = last == 0 || ChronicleFormat.isRecord(scan.intAt(last));
      end = isLastThere ? followChain() : End.BROKEN;
      contentBytes = end == End.OPEN ? scan.endOfContent(endBytes) : endBytes;
      if (end == End.OPEN && isMoreThanOneAppend()) {
        end = End.BROKEN;
      }
      if (end == End.BROKEN || (nothingSound && last != 0)) {
        takeAll();
      }
    }

    /** Whether behind the end lies more than an append leaves that was killed. */
    private boolean isMoreThanOneAppend() {
      return contentBytes - endBytes > UNFINISHED_BYTES_MAX
          || scan.nextSound(endBytes, contentBytes, record) >= 0;
    }

    private End followChain() {
      long size = scan.size();
      while (true) {
        int header = scan.intAt(endBytes);
        if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
          return header == 0 ? End.OPEN : End.CLOSED;
        }
        boolean isData = ChronicleFormat.isRecord(header);
        long next = ChronicleFormat.after(endBytes, header);
        if ((!isData && !scan.isOwnPage(endBytes, header)) || next > size) {
          return End.BROKEN;
        }
        if (isData) {
          records++;
          if (scan.load(endBytes, record)) {
            take(endBytes);
          }
        }
        endBytes = next;
      }
    }

    /** Every sound record of the file, over any damage. */
    private void takeAll() {
      for (long at = scan.nextSound(scan.firstRecord(), record); at >= 0; ) {
        take(at);
        at = scan.nextSound(at + ChronicleFormat.HEADER_BYTES + record.length(), record);
      }
    }

    private void take(long at) {
      nothingSound = false;
      lastSoundAt = Math.max(lastSoundAt, at);
      nextNumber = Math.max(nextNumber, record.nextNumber());
      payloadBytes =
          Math.max(
              payloadBytes,
              record.payloadBytesBefore() + (record.isLayout() ? 0 : record.payloadBytes()));
      receiveTimeNs = Math.max(receiveTimeNs, record.receiveTimeNs());
    }

    void noteLastSound(Path file) {
      index.noteLast(file, lastSoundAt, Math.max(index.sequenceOf(lastSoundAt), records));
    }

    void takeNumbersOf(Search older) {
      nothingSound &= older.nothingSound;
      nextNumber = Math.max(nextNumber, older.nextNumber);
      payloadBytes = Math.max(payloadBytes, older.payloadBytes);
      receiveTimeNs = Math.max(receiveTimeNs, older.receiveTimeNs);
    }

    LayoutText layout() {
      return scan.load(scan.firstRecord(), record) && record.isLayout()
          ? LayoutText.parse(record.text())
          : null;
    }

    @Override
    public void close() {
      scan.close();
      record.close();
    }
  }
}
