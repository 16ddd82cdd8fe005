package io.penstock.journal;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.Resync;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Walks one roll file as a reader would, and notes what the reader would stumble over.
 *
 * <p>Reads plain bytes and maps nothing, so no file can hurt it; takes no lock, and waits for a
 * record that is being written this very moment.
 */
final class FileCheck {
  private static final int TRIES = 5;
  private static final long PAUSE_NS = 2_000_000;

  private final Path file;
  private final boolean isNewest;
  private final NumberTrail trail;
  private final List<Finding> findings;
  private boolean sawSound;

  FileCheck(Path file, boolean isNewest, NumberTrail trail, List<Finding> findings) {
    this.file = file;
    this.isNewest = isNewest;
    this.trail = trail;
    this.findings = findings;
  }

  /**
   * Walks to the end of the file.
   *
   * @param progress told the position that was reached
   */
  void run(LongConsumer progress) {
    try (RollFile rollFile = RollFile.open(file);
        RecordBuffer record = new RecordBuffer()) {
      if (rollFile.endOfContent(0) == 0) {
        nothing();
        return;
      }
      long first = rollFile.firstRecord();
      if (!ChronicleFormat.isOwn(rollFile.intAt(0))) {
        first = rollFile.nextSound(0, record);
        if (first < 0 && isNewest) {
          findings.add(Finding.of(FindingCode.W_UNFINISHED, file, ""));
          return;
        }
        trail.injury(FindingCode.E_HEADER, file, 0, "");
      }
      if (first >= 0) {
        walk(rollFile, first, record, progress);
      }
      if (!sawSound) {
        trail.injury(FindingCode.E_UNREADABLE, file, Finding.UNKNOWN, "");
      }
    } catch (JournalException e) {
      trail.injury(
          e.getCause() instanceof IOException ? FindingCode.E_UNREADABLE : FindingCode.E_VERSION,
          file,
          Finding.UNKNOWN,
          e.getMessage());
    }
  }

  private void nothing() {
    if (isNewest) {
      findings.add(Finding.of(FindingCode.W_UNFINISHED, file, ""));
    } else {
      trail.injury(FindingCode.E_EMPTY, file, Finding.UNKNOWN, "");
    }
  }

  private void walk(RollFile rollFile, long first, RecordBuffer record, LongConsumer progress) {
    RollFileIndex index = rollFile.index();
    long at = first;
    while (true) {
      progress.accept(at);
      int header = rollFile.intAt(at);
      if (rollFile.load(at, record)) {
        sound(at, at == first, record);
        at = rollFile.following(at, header);
      } else if (isEnd(rollFile, index, at, header, record)) {
        return;
      } else {
        Resync next = Resync.after(file, at, record);
        boolean leadsOn = rollFile.load(next.position(), record);
        if (leadsOn || !isNewest || !settles(rollFile, at, record)) {
          trail.injury(codeOf(rollFile, at, at == first, header), file, at, "");
          at = next.position();
        }
      }
    }
  }

  private void sound(long at, boolean isFirst, RecordBuffer record) {
    if (isFirst && !record.isLayout()) {
      trail.injury(FindingCode.E_LAYOUT, file, at, "");
    }
    sawSound = true;
    trail.reached(file, at, record);
  }

  private boolean isEnd(
      RollFile rollFile, RollFileIndex index, long at, int header, RecordBuffer record) {
    if ((header != 0 && header != ChronicleFormat.END_OF_FILE) || at <= index.writePosition()) {
      return false;
    }
    if (rollFile.nextSound(at + ChronicleFormat.HEADER_BYTES, record) >= 0) {
      return false;
    }
    if (header == 0 && !isNewest && sawSound) {
      findings.add(Finding.of(FindingCode.W_END, file, ""));
    }
    return true;
  }

  /** Whether the writer was about to finish what lies there. */
  private static boolean settles(RollFile rollFile, long at, RecordBuffer record) {
    for (int i = 0; i < TRIES; i++) {
      if (rollFile.load(at, record)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    return rollFile.load(at, record);
  }

  private static FindingCode codeOf(RollFile rollFile, long at, boolean isFirst, int header) {
    boolean isRecord = ChronicleFormat.isRecord(header);
    long end = isRecord ? ChronicleFormat.after(at, header) : at + ChronicleFormat.HEADER_BYTES;
    boolean isPossible = isRecord && RecordBuffer.isPossibleLength(ChronicleFormat.length(header));
    if (end > rollFile.size() && (isPossible || !isRecord)) {
      return FindingCode.E_TRUNCATED;
    }
    if (isFirst) {
      return FindingCode.E_LAYOUT;
    }
    return isPossible ? FindingCode.E_CRC : FindingCode.E_CHAIN;
  }
}
