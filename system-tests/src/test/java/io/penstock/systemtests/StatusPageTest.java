package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * docs/status.md, which programs are written by, has every metric and field, and no other metric.
 */
class StatusPageTest {
  private static final Path CHECKOUT = Path.of("..");
  private static final Path SOURCES =
      CHECKOUT.resolve("tools/src/main/java/io/penstock/tools/status");
  private static final Pattern METRIC = Pattern.compile("penstock_[a-z_]+");
  private static final Pattern FIELD =
      Pattern.compile("(?:addProperty|addRate|add)\\(\\s*(?:json, )?\"([a-z_]+)\"");
  private static final Pattern BRACES = Pattern.compile("(\\w+)\\{([\\w,]+)}(\\w+)");

  private String page;

  @BeforeEach
  void read() throws IOException {
    page = expanded(Files.readString(CHECKOUT.resolve("docs/status.md")));
  }

  @Test
  void metricsAreThoseThatArePrinted() throws IOException {
    Set<String> printed = all(METRIC, 0, Files.readString(SOURCES.resolve("Metrics.java")));
    assertTrue(printed.size() > 30, () -> "metrics are written in another way now: " + printed);
    assertEquals(printed, all(METRIC, 0, page));
  }

  @Test
  void everyFieldOfTheJsonIsThere() throws IOException {
    Set<String> missing = all(FIELD, 1, Files.readString(SOURCES.resolve("StatusJson.java")));
    assertTrue(missing.size() > 50, () -> "fields are written in another way now: " + missing);
    missing.removeAll(all(Pattern.compile("[a-z_]+"), 0, page));
    assertEquals(Set.of(), missing);
  }

  private static Set<String> all(Pattern pattern, int group, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(group));
    }
    return found;
  }

  /** {@code a_{b,c}_d} as {@code a_b_d a_c_d}. */
  private static String expanded(String text) {
    return BRACES
        .matcher(text)
        .replaceAll(
            found ->
                found.group(1)
                    + found.group(2).replace(",", found.group(3) + " " + found.group(1))
                    + found.group(3));
  }
}
