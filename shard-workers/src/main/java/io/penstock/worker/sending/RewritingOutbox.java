package io.penstock.worker.sending;

import io.penstock.content.ContentHash;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.Rewriter;
import io.penstock.pack.Packer;
import io.penstock.statsd.Word;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An outbox whose lines change on the way out, into the dialect of their receiver.
 *
 * <p>Lines wait as they came. When a datagram is due its lines are rewritten, which may take more
 * than one datagram; a line counts in the last one that holds a part of it, so that the books are
 * kept in lines of the journal, and say what those said. What is late is never in one datagram with
 * what is not, nor with what was received in another second.
 */
final class RewritingOutbox implements Outbox {
  private static final int DATAGRAM_BYTES_MAX = 65_536;
  private static final byte NEWLINE = '\n';
  private static final long SECOND_NS = 1_000_000_000;

  private final PackedOutbox packed;
  private final Rewriter rewriter;
  private final int packetBytesMax;
  private final boolean[] late;
  private final long[] seconds;
  private boolean isLateNow;
  private long secondsNow;

  // The datagram that is being rewritten, as it came.
  private final UnsafeBuffer original = direct(DATAGRAM_BYTES_MAX);
  private boolean isOpen;
  private int originalAt;
  private int originalLength;
  private int lineAt;

  // Of its lines, those that have left.
  private final Departures left = new Departures();

  // The next line, written, that may not fit.
  private final UnsafeBuffer held;
  private int heldLength;

  private final UnsafeBuffer head;
  private int headLength;
  private int headLines;
  private long headContent;

  // Of those, the lines before the last record of the original, when that begins in the head.
  private boolean recordBegins;
  private int headLinesBefore;
  private long headContentBefore;

  RewritingOutbox(PackedOutbox packed, Dialect dialect, int packetBytesMax) {
    this.packed = packed;
    this.rewriter = new Rewriter(dialect);
    this.packetBytesMax = packetBytesMax;
    this.late = new boolean[packed.slots()];
    this.seconds = new long[packed.slots()];
    this.held = direct(DATAGRAM_BYTES_MAX + rewriter.growthMax());
    this.head = direct(DATAGRAM_BYTES_MAX + rewriter.growthMax());
  }

  private static UnsafeBuffer direct(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
  }

  @Override
  public boolean hasRoomForARecord() {
    return packed.hasRoomForARecord();
  }

  @Override
  public void beginRecord(boolean isLate, long receiveTimeNs) {
    long receivedSeconds = isLate ? receiveTimeNs / SECOND_NS : 0;
    if (isLate != isLateNow || receivedSeconds != secondsNow) {
      packed.seal();
      isLateNow = isLate;
      secondsNow = receivedSeconds;
    }
  }

  @Override
  public void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs) {
    int begun = packed.packInto(source, offset, length, record, nowNs);
    if (begun != Packer.NONE) {
      late[begun] = isLateNow;
      seconds[begun] = secondsNow;
    }
  }

  @Override
  public void sealWhenDue(long nowNs, long flushIntervalNs) {
    packed.sealWhenDue(nowNs, flushIntervalNs);
  }

  @Override
  public void seal() {
    packed.seal();
  }

  @Override
  public boolean hasSealed() {
    if (headLength == 0 && packed.hasSealed()) {
      write();
    }
    return headLength > 0;
  }

  private void write() {
    if (!isOpen) {
      open();
    }
    while (holdNext()) {
      int separator = headLength == 0 ? 0 : 1;
      if (separator == 1 && headLength + 1 + heldLength > packetBytesMax) {
        return;
      }
      if (separator == 1) {
        head.putByte(headLength, NEWLINE);
      }
      head.putBytes(headLength + separator, held, 0, heldLength);
      headLength += separator + heldLength;
      heldLength = 0;
      if (!rewriter.hasNext()) {
        headLines++;
        headContent += ContentHash.of(original, lineAt, originalAt - 1 - lineAt);
      }
    }
  }

  private void open() {
    originalLength = packed.headLength();
    original.putBytes(0, packed.buffer(), packed.headOffset(), originalLength);
    originalAt = 0;
    left.begin();
    isOpen = true;
  }

  /** Whether there is a line in {@link #held}: the one that did not fit, or the next. */
  private boolean holdNext() {
    if (heldLength > 0) {
      return true;
    }
    if (!rewriter.hasNext()) {
      if (originalAt >= originalLength) {
        return false;
      }
      int end = Word.indexOf(original, originalAt, originalLength, '\n');
      int slot = packed.headSlot();
      rewriter.begin(original, originalAt, end - originalAt, late[slot], seconds[slot]);
      lineAt = originalAt;
      if (lineAt == packed.headLastRecordOffset()) {
        recordBegins = true;
        headLinesBefore = headLines;
        headContentBefore = headContent;
      }
      originalAt = end + 1;
    }
    heldLength = rewriter.next(held, 0);
    return true;
  }

  @Override
  public boolean isEmpty() {
    return packed.isEmpty();
  }

  @Override
  public UnsafeBuffer buffer() {
    return head;
  }

  @Override
  public int headOffset() {
    return 0;
  }

  @Override
  public int headLength() {
    return headLength;
  }

  @Override
  public int headLines() {
    return headLines;
  }

  @Override
  public Mark oldestMark() {
    return packed.oldestMark();
  }

  @Override
  public Departed departedBeforeOldest() {
    return packed.departedBeforeOldest();
  }

  @Override
  public Departed departed() {
    return packed.departed();
  }

  @Override
  public void headAccepted() {
    leave(false);
  }

  @Override
  public void headRejected() {
    leave(true);
  }

  private void leave(boolean isRejected) {
    if (recordBegins) {
      left.add(headLinesBefore, isRejected, headContentBefore);
      left.recordBegins();
      left.add(headLines - headLinesBefore, isRejected, headContent - headContentBefore);
    } else {
      left.add(headLines, isRejected, headContent);
    }
    emptyHead();
    if (heldLength == 0 && !rewriter.hasNext() && originalAt >= originalLength) {
      packed.headLeft(left);
      isOpen = false;
    }
  }

  private void emptyHead() {
    headLength = 0;
    headLines = 0;
    headContent = 0;
    recordBegins = false;
  }

  @Override
  public void clear(Departed departed) {
    packed.clear(departed);
    rewriter.end();
    isOpen = false;
    originalAt = 0;
    originalLength = 0;
    heldLength = 0;
    emptyHead();
  }
}
