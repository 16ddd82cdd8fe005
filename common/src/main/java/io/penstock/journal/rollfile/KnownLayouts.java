package io.penstock.journal.rollfile;

import io.penstock.journal.record.LayoutRecord;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The layouts of the files that were looked into, by cycle: those of files on the disk, and of some
 * that are gone, which a reader may still be in.
 *
 * <p>Any thread.
 */
final class KnownLayouts {
  private final int keptBehind;
  private final ConcurrentSkipListMap<Integer, LayoutRecord> layouts =
      new ConcurrentSkipListMap<>();

  /**
   * Begins empty.
   *
   * @param keptBehind how many of files that are gone are kept
   */
  KnownLayouts(int keptBehind) {
    this.keptBehind = keptBehind;
  }

  /** That of a file; null when it is not known. */
  LayoutRecord get(int cycle) {
    return layouts.get(cycle);
  }

  /**
   * Keeps one, with the same object for what is the same layout, and forgets those of files that
   * are long gone.
   *
   * @param oldestCycle of the files on the disk
   */
  void put(int cycle, LayoutRecord layout, int oldestCycle) {
    Map.Entry<Integer, LayoutRecord> neighbour = layouts.lowerEntry(cycle);
    boolean isSame = neighbour != null && neighbour.getValue().layout().equals(layout.layout());
    layouts.put(
        cycle,
        isSame
            ? new LayoutRecord(layout.firstNumber(), layout.index(), neighbour.getValue().layout())
            : layout);
    Map<Integer, LayoutRecord> gone = layouts.headMap(oldestCycle);
    for (int tooMany = gone.size() - keptBehind; tooMany > 0; tooMany--) {
      layouts.pollFirstEntry();
    }
  }

  Collection<LayoutRecord> all() {
    return layouts.values();
  }
}
