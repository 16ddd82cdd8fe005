package io.penstock.journal.rollfile;

import io.penstock.journal.record.LayoutRecord;
import io.penstock.journal.record.LayoutText;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the roll files begin with: each its layout, and the number that follows the file before.
 *
 * <p>A layout record never changes, so it is read once; of files that were deleted since, it is
 * known as well. Any thread.
 */
public final class RollFileLayouts {
  /** The layout of this many deleted files is still known: more than a cursor lags behind. */
  private static final int KEPT_BEHIND = 1_024;

  private final RollFiles files;
  private final KnownLayouts known = new KnownLayouts(KEPT_BEHIND);
  private volatile Layout last;

  public RollFileLayouts(RollFiles files) {
    this.files = files;
  }

  /** What a layout record says; equal ones are one object, however many cursors read them. */
  Layout layoutIn(RecordBuffer record) {
    Layout read = LayoutText.parse(record.text()).layout();
    Layout before = last;
    if (read.equals(before)) {
      return before;
    }
    last = read;
    return read;
  }

  /** For each roll file the layout that it begins with, oldest first. */
  public List<LayoutRecord> all() {
    List<LayoutRecord> found = new ArrayList<>();
    for (int cycle : files.cycles()) {
      LayoutRecord layout = recordOf(cycle);
      if (layout != null) {
        found.add(layout);
      }
    }
    return found;
  }

  /**
   * The layout of a file; of the nearest that has one when its own is damaged; null without any.
   */
  Layout of(int cycle) {
    LayoutRecord own = recordOf(cycle);
    if (own != null) {
      return own.layout();
    }
    Layout nearest = null;
    for (LayoutRecord file : all()) {
      if (RecordIndex.cycle(file.index()) < cycle || nearest == null) {
        nearest = file.layout();
      }
    }
    return nearest;
  }

  /**
   * First number of the first known file from a number on whose layout is not {@code isOwn}; files
   * that were seen and have been deleted since are known as well. One that another follows before a
   * datagram came is the end of nothing.
   */
  public long endOf(Predicate<Layout> isOwn, long fromNumber, long otherwise) {
    List<LayoutRecord> all = List.copyOf(known.all());
    for (int i = 0; i < all.size(); i++) {
      LayoutRecord file = all.get(i);
      boolean isEmpty = firstBehind(all, i) == file.firstNumber();
      boolean isBetween = file.firstNumber() >= fromNumber && file.firstNumber() < otherwise;
      if (isBetween && !isEmpty && !isOwn.test(file.layout())) {
        return file.firstNumber();
      }
    }
    return otherwise;
  }

  /** How many numbers of a range known files have whose layout is {@code isOwn}. */
  public long countOf(Predicate<Layout> isOwn, long fromNumber, long toNumber) {
    List<LayoutRecord> all = List.copyOf(known.all());
    long numbers = 0;
    for (int i = 0; i < all.size(); i++) {
      long from = Math.max(fromNumber, all.get(i).firstNumber());
      long to = Math.min(toNumber, firstBehind(all, i));
      numbers += from < to && isOwn.test(all.get(i).layout()) ? to - from : 0;
    }
    return numbers;
  }

  private static long firstBehind(List<LayoutRecord> all, int file) {
    return file + 1 < all.size() ? all.get(file + 1).firstNumber() : Long.MAX_VALUE;
  }

  private LayoutRecord recordOf(int cycle) {
    LayoutRecord found = known.get(cycle);
    if (found == null && Files.exists(files.file(cycle))) {
      found = read(cycle);
      if (found != null) {
        int[] cycles = files.cycles();
        known.put(cycle, found, cycles.length == 0 ? cycle : cycles[0]);
      }
    }
    return found;
  }

  private LayoutRecord read(int cycle) {
    try (RollFile file = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      return file.loadLayout(record)
          ? new LayoutRecord(record.firstNumber(), RecordIndex.of(cycle, 0), layoutIn(record))
          : null;
    }
  }

  /**
   * The number that a file begins with, also when it was deleted since it was first looked at.
   *
   * @return −1 when unknown: its first records are damaged, or it is not there
   */
  long beginningOf(int cycle) {
    LayoutRecord layout = recordOf(cycle);
    if (layout != null) {
      return layout.firstNumber();
    }
    try (RollFile file = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      long at = file.loadFirst(record);
      boolean isBehindTheLayout = at >= 0 && file.index().sequenceOf(at) == 1;
      return isBehindTheLayout ? record.firstNumber() : -1;
    }
  }

  /** First number in a file; −1 when nothing in it is sound. */
  public long firstNumberOf(int cycle) {
    LayoutRecord layout = recordOf(cycle);
    if (layout != null) {
      return layout.firstNumber();
    }
    try (RollFile file = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      return file.loadFirst(record) < 0 ? -1 : record.firstNumber();
    }
  }
}
