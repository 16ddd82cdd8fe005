package io.penstock.tools.top;

import org.apache.datasketches.hll.HllSketch;

/**
 * How many different byte strings there were: exact for some hundreds, then within 2 %, in 2 KiB.
 */
public final class Distinct {
  private static final int LOG2_BUCKETS = 12;

  private final HllSketch sketch = new HllSketch(LOG2_BUCKETS);

  /** None so far. */
  public Distinct() {}

  /** One that may have been there before. */
  public void add(byte[] bytes) {
    if (bytes.length == 0) {
      sketch.update(Long.MIN_VALUE); // the library passes over empty strings
    } else {
      sketch.update(bytes);
    }
  }

  /** About how many. */
  public long estimate() {
    return Math.round(sketch.getEstimate());
  }
}
