package io.penstock.worker.sending;

import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;

/**
 * What became of a shard's lines: the committed place, and the counters that must add up with it.
 *
 * <pre>
 *   routed ──▶ pending ──send──▶ in doubt ──window passes──▶ committed
 *                │                   │
 *                └──── discarded ◀── rewind ──▶ repeated
 * </pre>
 *
 * <p>Every hand-over is counted when it happens, in an order that a kill in between may overstate a
 * repeat but never hide one. Pending and in doubt are in no counter; they follow from the others.
 */
final class Account {
  private final String readerName;
  private final ReaderFile file;
  private final CounterFile counters;
  private final JournalReader journal;

  /** Where a restart or a rewind begins. */
  private final Mark committed = new Mark();

  Account(String readerName, ReaderFile file, JournalReader journal) {
    this.readerName = readerName;
    this.file = file;
    this.counters = file.counters();
    this.journal = journal;
    restore(file.position());
    giveUpWhatIsOpen();
  }

  private void restore(Position position) {
    committed.number = position.number();
    committed.hint = position.hint();
    committed.datagrams = position.datagrams();
    committed.lines = position.lines() + position.rejectedLines();
    committed.bytes = position.bytes();
    committed.receiveTimeNs = counters.get(ReaderCounter.CURSOR_TIME_NS); // close enough
    committed.lost = position.lost();
    committed.expired = position.expired();
    committed.filteredLines = position.filteredLines();
    committed.departed.set(position.lines(), position.rejectedLines(), position.contentSum());
    // A kill may have come between these four, which are stored in this order.
    counters.set(
        ReaderCounter.SCANNED_LINES,
        counters.get(ReaderCounter.PASSED_BY_LINES)
            + counters.get(ReaderCounter.FILTERED_LINES)
            + counters.get(ReaderCounter.ROUTED_LINES));
  }

  /** Where a restart or a rewind begins. */
  Mark committed() {
    return committed;
  }

  /** Counts a record: {@code lines} are this shard's, and {@code filteredLines} were left out. */
  void routed(int lines, int filteredLines, int scannedLines) {
    counters.add(ReaderCounter.PASSED_BY_LINES, scannedLines - lines - filteredLines);
    counters.add(ReaderCounter.FILTERED_LINES, filteredLines);
    counters.add(ReaderCounter.ROUTED_LINES, lines);
    counters.add(ReaderCounter.SCANNED_LINES, scannedLines);
  }

  /** About to be sent. Counted before, so that a kill in between cannot hide a repeat. */
  void sending(int lines) {
    counters.add(ReaderCounter.ACCEPTED_LINES, lines);
  }

  /** It was sent. */
  void sent(int bytes) {
    counters.add(ReaderCounter.SENT_DATAGRAMS, 1);
    counters.add(ReaderCounter.SENT_BYTES, bytes);
  }

  /** It was not sent after all. */
  void notSent(int lines) {
    counters.add(ReaderCounter.ACCEPTED_LINES, -lines);
  }

  /** It can never be sent. */
  void rejected(int lines) {
    counters.add(ReaderCounter.REJECTED_TOO_BIG_LINES, lines);
  }

  /** Stores the place: everything before it is accepted for good, or rejected. */
  void commit(Mark place) {
    if (place.number == committed.number) {
      return;
    }
    committed.set(place);
    file.commit(
        place.number,
        place.hint,
        place.datagrams,
        place.departed.acceptedLines(),
        place.departed.rejectedLines(),
        place.bytes,
        place.lost,
        place.expired,
        place.filteredLines,
        place.filteredContent + place.departed.content());
    CrashPoint.AFTER_COMMIT.pass();
    if (!journal.namePosition(readerName, place.hint)) {
      counters.add(ReaderCounter.MIRROR_FAILURES, 1);
    }
    show(place.lost);
    counters.set(ReaderCounter.EXPIRED_DATAGRAMS, place.expired);
    counters.add(ReaderCounter.COMMITS, 1);
  }

  /** What was its own before this number is deleted, all of it: the reader has lost it. */
  void lose(long beforeNumber) {
    long gone = beforeNumber - committed.number;
    if (gone > 0) {
      Mark place = new Mark();
      place.set(committed);
      place.number = beforeNumber;
      place.lost = committed.lost.plus(new Losses(gone, 0, 0));
      commit(place);
    }
  }

  private void show(Losses lost) {
    counters.set(ReaderCounter.LOST_DATAGRAMS, lost.total());
    counters.set(ReaderCounter.LOST_RETENTION_DATAGRAMS, lost.retention());
    counters.set(ReaderCounter.LOST_CORRUPT_DATAGRAMS, lost.corrupt());
    counters.set(ReaderCounter.LOST_MISSING_DATAGRAMS, lost.missing());
  }

  /** What is in doubt will be sent again, what is pending read again. */
  void giveUpWhatIsOpen() {
    long accepted = counters.get(ReaderCounter.ACCEPTED_LINES);
    long inDoubt =
        accepted - counters.get(ReaderCounter.REPEATED_LINES) - committed.departed.acceptedLines();
    counters.add(ReaderCounter.REPEATED_LINES, inDoubt);
    CrashPoint.DURING_REWIND.pass();
    long pending =
        counters.get(ReaderCounter.ROUTED_LINES)
            - accepted
            - counters.get(ReaderCounter.REJECTED_TOO_BIG_LINES)
            - counters.get(ReaderCounter.DISCARDED_LINES);
    counters.add(ReaderCounter.DISCARDED_LINES, pending);
  }
}
