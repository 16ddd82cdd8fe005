package io.penstock.tools.select;

import picocli.CommandLine.Option;

/** A range of the journal but for the number that ends it, which commands name differently. */
public final class SpanOptions {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description =
          "Received at TIME or later: 10m (ago), 2026-11-25T13:05:00Z, the same"
              + " without Z (this host's zone), 13:05 (today), epoch seconds or milliseconds.")
  private Long sinceNs;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "Received before TIME.")
  private Long untilNs;

  @Option(names = "--from", paramLabel = "NUMBER", description = "Start at this datagram number.")
  private Long from;

  /** Made by picocli. */
  public SpanOptions() {}

  /**
   * The range up to a number.
   *
   * @param end number after the last datagram; null for the end of the journal
   * @throws IllegalArgumentException when it ends before it begins
   */
  public Range range(Long end) {
    return new Range(
        from == null ? 0 : from,
        end == null ? Long.MAX_VALUE : end,
        sinceNs == null ? Long.MIN_VALUE : sinceNs,
        untilNs == null ? Long.MAX_VALUE : untilNs);
  }

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return isStartGiven() || untilNs != null;
  }

  /** Whether the beginning was given. */
  public boolean isStartGiven() {
    return sinceNs != null || from != null;
  }
}
