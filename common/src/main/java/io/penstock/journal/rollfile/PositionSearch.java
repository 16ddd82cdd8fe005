package io.penstock.journal.rollfile;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds a place from where reading on leads to a number or a time: by the hint when that is right,
 * else by halves, first over the files and then over the index of one.
 *
 * <p>Numbers only grow along the journal, and receive times never shrink, so halves work; a probe
 * that hits damage moves on to the next sound record. What is left, 16 records or more if there is
 * damage, is read one after another. Only Chronicle's own index is trusted to say where a record
 * begins: a search that looked for records anywhere could be led astray by a datagram that holds
 * the image of one.
 */
public final class PositionSearch {
  private final RollFiles files;
  private final RecordBuffer record;

  /** Whether what is looked for lies at the record just loaded or behind it; false beyond it. */
  private interface NotBeyond {
    boolean is(RecordBuffer record);
  }

  public PositionSearch(RollFiles files, RecordBuffer record) {
    this.files = files;
    this.record = record;
  }

  /** A place at or before the record that holds the number; null in an empty journal. */
  Place find(long number, long hint) {
    int[] cycles = files.cycles();
    if (cycles.length == 0) {
      return null;
    }
    Place hinted = hint > 0 ? verified(number, hint, cycles) : null;
    if (hinted != null) {
      return hinted;
    }
    return byHalves(cycles, probe -> probe.firstNumber() <= number);
  }

  /** A place before the first record that was received at or after a time; null when empty. */
  Place findTime(long timeNs) {
    int[] cycles = files.cycles();
    return cycles.length == 0 ? null : byHalves(cycles, probe -> probe.receiveTimeNs() < timeNs);
  }

  private Place byHalves(int[] cycles, NotBeyond notBeyond) {
    int cycle = cycles[Math.max(0, lastFileNotBeyond(notBeyond, cycles))];
    try (RollFile rollFile = RollFile.open(files.file(cycle))) {
      return lastEntryNotBeyond(notBeyond, cycle, rollFile, rollFile.index());
    }
  }

  /**
   * The number at a hint, or one before, never one behind it.
   *
   * @return empty when that leads to nothing that is sound
   */
  public OptionalLong numberAt(long hint) {
    long sequence = RecordIndex.sequence(hint);
    try (RollFile rollFile = RollFile.open(files.file(RecordIndex.cycle(hint)))) {
      if (load(rollFile, sequence) > 0) {
        return OptionalLong.of(record.firstNumber());
      }
      return load(rollFile, sequence - 1) > 0
          ? OptionalLong.of(record.nextNumber())
          : OptionalLong.empty();
    } catch (JournalException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** The place that the hint means: where the number is, or behind the record just before it. */
  private Place verified(long number, long hint, int[] cycles) {
    int cycle = RecordIndex.cycle(hint);
    long sequence = RecordIndex.sequence(hint);
    if (Arrays.binarySearch(cycles, cycle) < 0) {
      return null;
    }
    try (RollFile rollFile = RollFile.open(files.file(cycle))) {
      long at = load(rollFile, sequence);
      if (at > 0 && record.firstNumber() <= number && number < record.nextNumber()) {
        return new Place(cycle, at, sequence);
      }
      long before = load(rollFile, sequence - 1);
      if (before > 0 && record.nextNumber() == number) {
        return new Place(cycle, ChronicleFormat.after(before, rollFile.intAt(before)), sequence);
      }
      return null;
    }
  }

  /** Loads the record of a sequence; returns its position, or −1 when it is not there or sound. */
  private long load(RollFile rollFile, long sequence) {
    long at = rollFile.index().positionOf(sequence);
    return at > 0 && rollFile.load(at, record) ? at : -1;
  }

  private int lastFileNotBeyond(NotBeyond notBeyond, int[] cycles) {
    int found = -1;
    int low = 0;
    int high = cycles.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int probe = middle;
      boolean sound = loadFirst(cycles[probe]);
      while (!sound && probe < high) {
        sound = loadFirst(cycles[++probe]);
      }
      if (sound && notBeyond.is(record)) {
        found = probe;
        low = probe + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }

  /** Loads the first sound record of a file; false without any. */
  private boolean loadFirst(int cycle) {
    try (RollFile rollFile = RollFile.open(files.file(cycle))) {
      return rollFile.loadFirst(record) >= 0;
    }
  }

  private Place lastEntryNotBeyond(
      NotBeyond notBeyond, int cycle, RollFile rollFile, RollFileIndex index) {
    Place found = new Place(cycle, rollFile.firstRecord(), 0);
    long low = 0;
    long high = index.lastEntry();
    while (low <= high) {
      long middle = (low + high) >>> 1;
      long probe = middle;
      boolean sound = rollFile.load(index.entry(probe), record);
      while (!sound && probe < high) {
        sound = rollFile.load(index.entry(++probe), record);
      }
      if (sound && notBeyond.is(record)) {
        found = new Place(cycle, index.entry(probe), probe * RollFileIndex.SPACING);
        low = probe + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }
}
