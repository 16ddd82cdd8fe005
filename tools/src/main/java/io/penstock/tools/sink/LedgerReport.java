package io.penstock.tools.sink;

/**
 * What a {@link SinkLedger} found.
 *
 * @param lines all lines, repeated and unnumbered ones included
 * @param keys different keys of numbered lines
 * @param distinct numbered lines that differ: {@code lines - repeated - unnumbered}
 * @param lost numbers missing below the highest of their key
 * @param repeated lines that had come before
 * @param reordered lines that first came after a higher number of their key
 * @param movedKeys keys seen on more than one port
 * @param unnumbered lines that hold no number
 * @param latency of the lines that carried their time of sending; zeros when none did
 */
public record LedgerReport(
    long lines,
    long keys,
    long distinct,
    long lost,
    long repeated,
    long reordered,
    long movedKeys,
    long unnumbered,
    Latency latency) {

  /**
   * From sending to being taken out of the sink's socket, in microseconds, three digits exact.
   *
   * @param lines how many carried a time
   * @param p50Micros half were faster
   * @param p99Micros 99 of 100 were faster
   * @param maxMicros the slowest
   */
  public record Latency(long lines, long p50Micros, long p99Micros, long maxMicros) {}
}
