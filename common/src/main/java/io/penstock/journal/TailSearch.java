package io.penstock.journal;

import java.nio.file.Path;

/** Looks for the last record of one file: where it lies, what it says, and what is behind it. */
final class TailSearch implements AutoCloseable {
  /** A chain may be continued over what one append leaves when it is killed, and no more. */
  private static final long UNFINISHED_BYTES_MAX =
      RecordFormat.RECORD_BYTES_MAX + BlockAllocator.SLACK_BYTES;

  /** How a file's chain of headers ends. */
  enum End {
    /** At a zero, with nothing behind it that was ever a record: here it continues. */
    OPEN,
    /** At the marker that Chronicle writes when it leaves a file. */
    CLOSED,
    /** Before the end of what is there: a power cut has eaten a page, or worse. */
    BROKEN
  }

  private final RollFileScan scan;
  private final RollFileIndex index;
  private final RecordBuffer record = new RecordBuffer();
  End end;
  boolean nothingSound = true;
  long lastSoundAt;
  long records;
  long endBytes;
  long contentBytes;
  long nextNumber;
  long payloadBytes;
  long receiveTimeNs;

  TailSearch(Path file) {
    scan = RollFileScan.open(file);
    index = RollFileIndex.of(scan);
  }

  /** From where Chronicle says that the last record lies; over all the file when that is wrong. */
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
  void takeAll() {
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

  /**
   * Where the file's header has no place for it, readers find the end of the file by themselves.
   */
  void noteLastSound(Path file) {
    if (index.canNoteLast()) {
      index.noteLast(file, lastSoundAt, Math.max(index.sequenceOf(lastSoundAt), records));
    }
  }

  void takeNumbersOf(TailSearch older) {
    nothingSound &= older.nothingSound;
    nextNumber = Math.max(nextNumber, older.nextNumber);
    payloadBytes = Math.max(payloadBytes, older.payloadBytes);
    receiveTimeNs = Math.max(receiveTimeNs, older.receiveTimeNs);
  }

  boolean isEmpty() {
    return scan.endOfContent(0) == 0;
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
