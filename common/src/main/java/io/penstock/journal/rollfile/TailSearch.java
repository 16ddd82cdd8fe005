package io.penstock.journal.rollfile;

import io.penstock.journal.record.LayoutText;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.record.RecordFormat;
import io.penstock.journal.rollfile.RollFileTail.End;
import java.nio.file.Path;

/** Looks for the last record of one file: where it lies, what it says, and what is behind it. */
final class TailSearch implements AutoCloseable {
  /** A chain may be continued over what one append leaves when it is killed, and no more. */
  private static final long UNFINISHED_BYTES_MAX =
      RecordFormat.RECORD_BYTES_MAX + ChronicleFormat.SLACK_BYTES;

  private final RollFile file;
  private final RollFileIndex index;
  private final RecordBuffer record = new RecordBuffer();
  private long lastSoundAt = -1;
  private long records;
  private long endBytes;
  private long contentBytes;
  private long nextNumber;
  private long payloadBytes;
  private long receiveTimeNs;

  TailSearch(Path path) {
    file = RollFile.open(path);
    index = file.index();
  }

  /** From where Chronicle says that the last record lies; over all the file when that is wrong. */
  RollFileTail fromTheLastRecord() {
    long last = index.writePosition();
    records = last == 0 ? 0 : index.lastSequence();
    endBytes = last == 0 ? file.firstRecord() : last;
    boolean isLastThere = last == 0 || ChronicleFormat.isRecord(file.intAt(last));
    End end = isLastThere ? followChain() : End.BROKEN;
    contentBytes = end == End.OPEN ? file.endOfContent(endBytes) : endBytes;
    if (end == End.OPEN && isMoreThanOneAppend()) {
      end = End.BROKEN;
    }
    if (end == End.BROKEN || (lastSoundAt < 0 && last != 0)) {
      takeAll();
    }
    return found(end);
  }

  /** By every sound record of the file, over any damage; 0 without any. */
  long nextNumberOverAll() {
    takeAll();
    return nextNumber;
  }

  private RollFileTail found(End end) {
    LayoutText text = file.loadLayout(record) ? LayoutText.parse(record.text()) : null;
    return new RollFileTail(
        end,
        lastSoundAt,
        records,
        endBytes,
        contentBytes,
        text,
        nextNumber,
        payloadBytes,
        receiveTimeNs);
  }

  /** Whether behind the end lies more than an append leaves that was killed. */
  private boolean isMoreThanOneAppend() {
    return contentBytes - endBytes > UNFINISHED_BYTES_MAX
        || file.nextSound(endBytes, contentBytes, record) >= 0;
  }

  private End followChain() {
    long size = file.size();
    while (true) {
      int header = file.intAt(endBytes);
      if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
        return header == 0 ? End.OPEN : End.CLOSED;
      }
      boolean isData = ChronicleFormat.isRecord(header);
      long next = ChronicleFormat.after(endBytes, header);
      if ((!isData && !file.isOwnPage(endBytes, header)) || next > size) {
        return End.BROKEN;
      }
      if (isData) {
        records++;
        if (file.load(endBytes, record)) {
          take(endBytes);
        }
      }
      endBytes = next;
    }
  }

  /** Every sound record of the file, over any damage. */
  private void takeAll() {
    for (long at = file.nextSound(file.firstRecord(), record); at >= 0; ) {
      take(at);
      at = file.nextSound(at + ChronicleFormat.HEADER_BYTES + record.length(), record);
    }
  }

  private void take(long at) {
    lastSoundAt = Math.max(lastSoundAt, at);
    nextNumber = Math.max(nextNumber, record.nextNumber());
    payloadBytes =
        Math.max(
            payloadBytes,
            record.payloadBytesBefore() + (record.isLayout() ? 0 : record.payloadBytes()));
    receiveTimeNs = Math.max(receiveTimeNs, record.receiveTimeNs());
  }

  @Override
  public void close() {
    file.close();
    record.close();
  }
}
