package io.penstock.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.ExcerptContext;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A Chronicle tailer that is told where to go.
 *
 * <p>Left alone, a tailer finds the next file by clocks, cached listings and pauses. This one reads
 * the header ahead itself, asks Chronicle only when a record is there, and goes from file to file
 * by what is on the disk. Used by one thread at a time.
 */
final class RollTailer {
  private final SingleChronicleQueue queue;
  private final RollFiles files;
  private final ExcerptTailer tailer;
  private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
  private long index;

  RollTailer(SingleChronicleQueue queue, RollFiles files) {
    this.queue = queue;
    this.files = files;
    this.tailer = queue.createTailer();
    tailer.singleThreadedCheckDisabled(true);
  }

  /**
   * The header that is read next, over Chronicle's own pages; in no file yet, the end of one.
   *
   * <p>0 where nothing has been appended yet.
   */
  int headerAhead() {
    Bytes<?> bytes = bytes();
    if (bytes == null) {
      return RollFileScan.END_OF_DATA;
    }
    long at = RollFileScan.align(bytes.readPosition());
    int header = bytes.readVolatileInt(at);
    if (RollFileScan.isReadyMetaData(header)) {
      while (RollFileScan.isReadyMetaData(header)) {
        at = RollFileScan.after(at, header);
        header = bytes.readVolatileInt(at);
      }
      bytes.readPositionUnlimited(at);
    }
    return header;
  }

  /** Where {@link #headerAhead} lies in its file. */
  long position() {
    return RollFileScan.align(bytes().readPosition());
  }

  private Bytes<?> bytes() {
    Wire wire = ((ExcerptContext) tailer).wire();
    return wire == null ? null : wire.bytes();
  }

  /**
   * Copies the record ahead and checks the copy.
   *
   * @return whether it is sound; when not, {@link #moveToPosition} must follow
   */
  boolean read(RecordBuffer record) {
    int length = 0;
    try (DocumentContext document = tailer.readingDocument()) {
      index = document.isPresent() ? document.index() : tailer.index();
      Bytes<?> bytes = document.isPresent() ? document.wire().bytes() : null;
      if (bytes != null && RecordBuffer.isPossibleLength(bytes.readRemaining())) {
        length = (int) bytes.readRemaining();
        source.wrap(bytes.addressForRead(bytes.readPosition()), length);
        record.buffer().putBytes(0, source, 0, length);
      }
    } catch (RuntimeException | InternalError e) {
      // What a destroyed header may lead to; a closed queue is the caller's own doing.
      if (queue.isClosed()) {
        throw new IllegalStateException("the journal's reader is closed", e);
      }
      length = 0;
    }
    return length > 0 && record.accept(length);
  }

  /** Goes to the next file on the disk; false when there is none yet. */
  boolean enterNextFile() {
    int cycle = cycle();
    if (newestCycle() <= cycle) {
      return false;
    }
    for (int next : files.cycles()) {
      if (next > cycle) {
        moveTo(RollFiles.ROLL_CYCLE.toIndex(next, 0));
        return cycle() == next;
      }
    }
    return false;
  }

  /** Goes to an index; false when no record is there. */
  boolean moveTo(long toIndex) {
    return tailer.moveToIndex(toIndex);
  }

  /** Goes to a header in the file that it is in. */
  void moveToPosition(long position) {
    bytes().readPositionUnlimited(position);
  }

  /** The file that it is in; −1 before the first. */
  int cycle() {
    return bytes() == null ? -1 : RollFiles.ROLL_CYCLE.toCycle(tailer.index());
  }

  /** The newest file that a writer has begun. */
  int newestCycle() {
    return queue.lastCycle();
  }

  /** Chronicle index of what was read last. */
  long index() {
    return index;
  }

  /** Chronicle index of what is read next. */
  long nextIndex() {
    return tailer.index();
  }
}
