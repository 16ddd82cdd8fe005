package io.penstock.tools.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text format of Prometheus as strictly as it is written down, and the naming rules of
 * its documentation on top: one prefix, base units, {@code _total} for counters and nothing else.
 */
final class Exposition {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (" + NAME + ") (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\",?)+)})? (\\S+)");

  private record Sample(String name, String labels, double value) {}

  private final List<Sample> samples = new ArrayList<>();

  private Exposition() {}

  static Exposition parse(String text) {
    Exposition exposition = new Exposition();
    assertTrue(text.endsWith("\n"));
    Set<String> families = new HashSet<>();
    Set<String> seen = new HashSet<>();
    String family = "";
    for (String line : text.split("\n")) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        if (comment.group(1).equals("HELP")) {
          family = comment.group(2);
          assertTrue(families.add(family), () -> "twice: " + line);
          checkName(family);
        } else {
          assertEquals(family, comment.group(2));
          assertEquals(family.endsWith("_total") ? "counter" : "gauge", comment.group(3));
        }
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertTrue(sample.matches(), () -> "no sample: " + line);
      assertEquals(family, sample.group(1));
      assertTrue(seen.add(sample.group(1) + sample.group(2)), () -> "twice: " + line);
      double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
      exposition.samples.add(new Sample(sample.group(1), String.valueOf(sample.group(2)), value));
    }
    return exposition;
  }

  private static void checkName(String name) {
    assertTrue(name.startsWith("penstock_"), name);
    assertTrue(!name.matches(".*_(ms|ns|millis|kib|mib|kilobytes|minutes)(_total)?"), name);
  }

  /** The one sample of that name that carries these labels, given as names and values. */
  double value(String name, String... labels) {
    List<Sample> found =
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(
                sample ->
                    labels.length == 0
                        || sample.labels().contains(labels[0] + "=\"" + labels[1] + "\""))
            .toList();
    assertEquals(1, found.size(), name + " among " + samples);
    return found.getFirst().value();
  }
}
