package io.penstock.console.history;

import java.util.Map;

/**
 * One step of the history.
 *
 * @param number steps since 1970
 * @param values by the name of the column; what was not seen is not in it
 */
public record Step(long number, Map<String, Float> values) {
  /** Keeps its own copy. */
  public Step {
    values = Map.copyOf(values);
  }
}
