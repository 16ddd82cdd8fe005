package io.penstock.tools.top;

import java.util.Arrays;
import java.util.List;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.FrequentItemsSketch;

/**
 * What occurred most often, in bounded memory.
 *
 * <p>Exact for some thousands of different ones; beyond that each count has an error that is known,
 * and those that are listed are certain to be among the busiest.
 */
final class Busiest {
  /** A power of two; three quarters of it are kept apart. At most 1 MiB with short names. */
  private static final int COUNTERS = 1 << 13;

  private final FrequentItemsSketch<String> sketch = new FrequentItemsSketch<>(COUNTERS);

  /**
   * One of the busiest.
   *
   * @param item what it is
   * @param atLeast how often it was there, at least
   * @param atMost at most; the same when exact
   */
  record Entry(String item, long atLeast, long atMost) {
    boolean isExact() {
      return atLeast == atMost;
    }
  }

  void add(String item) {
    sketch.update(item);
  }

  /** The busiest first. */
  List<Entry> list(int limit) {
    return Arrays.stream(sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
        .limit(limit)
        .map(row -> new Entry(row.getItem(), row.getLowerBound(), row.getUpperBound()))
        .toList();
  }
}
