package io.penstock.console.history;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.tools.status.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last hour in memory: 720 steps of 5 s, at most {@link #COLUMNS_MAX} columns of four bytes
 * each. One thread adds, any reads.
 */
public final class History {
  /** Length of a step. */
  public static final int STEP_SECONDS = 5;

  /** How many there are. */
  public static final int STEPS = 720;

  /** Three for each of the readers that 1,024 destinations may have, and a few of the whole. */
  static final int COLUMNS_MAX = 4_096;

  private static final long STEP_MS = STEP_SECONDS * 1_000L;
  private static final char PART = '.';

  private final long[] numbers = new long[STEPS];
  private final Map<String, float[]> columns = new TreeMap<>();
  private Sample before;
  private long newest = -1;

  /** An empty one. */
  public History() {
    Arrays.fill(numbers, -1);
  }

  /**
   * Takes a report, if it is the first of its step.
   *
   * @return the step, for who keeps it elsewhere too
   */
  public synchronized Optional<Step> add(Report report) {
    long number = report.epochMs() / STEP_MS;
    if (number < newest) {
      forgetAfter(number); // the clock was set back
    }
    if (number == newest) {
      return Optional.empty();
    }
    Sample now = Sample.of(report);
    Step step = new Step(number, values(now));
    before = now;
    put(step);
    return Optional.of(step);
  }

  private void forgetAfter(long number) {
    for (int slot = 0; slot < STEPS; slot++) {
      if (numbers[slot] >= number) {
        numbers[slot] = -1;
      }
    }
    newest = number - 1;
    before = null;
  }

  private Map<String, Float> values(Sample now) {
    Map<String, Float> values = new LinkedHashMap<>();
    now.levels().forEach((name, level) -> values.put(name, level.floatValue()));
    double seconds = before == null ? 0 : (now.epochMs() - before.epochMs()) / 1e3;
    if (seconds > 0) {
      now.totals()
          .forEach(
              (name, total) -> {
                Double then = before.totals().get(name);
                // A total that went back began anew.
                if (then != null && total >= then) {
                  values.put(name, (float) ((total - then) / seconds));
                }
              });
    }
    return values;
  }

  /** Takes a step that was kept elsewhere. Older ones than an hour before it are forgotten. */
  synchronized void put(Step step) {
    int slot = (int) Math.floorMod(step.number(), (long) STEPS);
    columns.values().forEach(column -> column[slot] = Float.NaN);
    numbers[slot] = step.number();
    newest = Math.max(newest, step.number());
    step.values()
        .forEach(
            (name, value) -> {
              float[] column = columns.get(name);
              if (column == null && columns.size() < COLUMNS_MAX) {
                column = new float[STEPS];
                Arrays.fill(column, Float.NaN);
                columns.put(name, column);
              }
              if (column != null) {
                column[slot] = value;
              }
            });
    if (slot == 0) {
      columns.values().removeIf(History::isEmpty);
    }
  }

  /** All that there are, the oldest first. */
  synchronized List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (long number = firstStep(); number >= 0 && number <= newest; number++) {
      int slot = (int) Math.floorMod(number, (long) STEPS);
      if (numbers[slot] == number) {
        Map<String, Float> values = new HashMap<>();
        columns.forEach(
            (name, column) -> {
              if (!Float.isNaN(column[slot])) {
                values.put(name, column[slot]);
              }
            });
        steps.add(new Step(number, values));
      }
    }
    return steps;
  }

  private static boolean isEmpty(float[] column) {
    for (float value : column) {
      if (!Float.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The hour, oldest first; a step without a look is null in all.
   *
   * @param reader whose columns; empty for those of the whole
   */
  public synchronized JsonObject json(String reader) {
    JsonObject json = new JsonObject();
    json.addProperty("step_seconds", STEP_SECONDS);
    long first = firstStep();
    JsonArray times = new JsonArray();
    for (long number = first; number >= 0 && number <= newest; number++) {
      times.add(number * STEP_SECONDS);
    }
    json.add("times", times);
    JsonObject series = new JsonObject();
    String prefix = reader.isEmpty() ? "" : reader + PART;
    columns.forEach(
        (name, column) -> {
          boolean isAsked = reader.isEmpty() ? name.indexOf(PART) < 0 : name.startsWith(prefix);
          if (isAsked) {
            series.add(name.substring(prefix.length()), values(column, first));
          }
        });
    json.add("series", series);
    return json;
  }

  private long firstStep() {
    long oldest = newest;
    for (long number : numbers) {
      if (number >= 0 && number > newest - STEPS) {
        oldest = Math.min(oldest, number);
      }
    }
    return oldest;
  }

  private JsonArray values(float[] column, long first) {
    JsonArray values = new JsonArray();
    for (long number = first; number >= 0 && number <= newest; number++) {
      int slot = (int) Math.floorMod(number, (long) STEPS);
      float value = numbers[slot] == number ? column[slot] : Float.NaN;
      values.add(Float.isNaN(value) ? null : rounded(value));
    }
    return values;
  }

  /** Three decimals are more than a chart shows. */
  private static Number rounded(float value) {
    double cut = Math.rint(value * 1e3) / 1e3;
    if (cut == Math.rint(cut)) {
      return (long) cut;
    }
    return cut;
  }
}
