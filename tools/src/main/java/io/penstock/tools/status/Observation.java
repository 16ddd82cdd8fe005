package io.penstock.tools.status;

import java.util.Optional;

/**
 * A report, or that there is none, and what limits say of it.
 *
 * @param epochMs moment of the look
 * @param report empty when nothing could be looked at
 * @param judgement of the limits, where there are any
 */
public record Observation(long epochMs, Optional<Report> report, Optional<Judgement> judgement) {
  /** What was seen. */
  public static Observation of(Report report, Optional<Judgement> judgement) {
    return new Observation(report.epochMs(), Optional.of(report), judgement);
  }

  /** Nothing could be looked at. */
  public static Observation ofNothing(long epochMs) {
    return new Observation(epochMs, Optional.empty(), Optional.empty());
  }
}
