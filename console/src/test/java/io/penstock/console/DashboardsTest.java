package io.penstock.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.penstock.tools.status.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dashboard and alert rules name series, labels and runbook sections that exist, and no others. */
class DashboardsTest {
  private static final Path FOLDER = Path.of("../scripts/dashboards");
  private static final Pattern SERIES = Pattern.compile("\\bpenstock_[a-z_]+");
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: (docs/[a-z-]+\\.md)#(\\S+)");

  @Test
  void everySeriesExists() throws IOException {
    Set<String> known = Set.copyOf(Metrics.names());
    for (String name : List.of("penstock.json", "penstock.rules.yml", "penstock.rules.test.yml")) {
      Set<String> unknown = new TreeSet<>();
      Matcher series = SERIES.matcher(text(name));
      int named = 0;
      while (series.find()) {
        named++;
        if (!known.contains(series.group())) {
          unknown.add(series.group());
        }
      }
      assertEquals(Set.of(), unknown, name);
      assertTrue(named > 5, name);
    }
  }

  @Test
  void everyLossHasAnAlertAndAPanel() throws IOException {
    for (String name : Metrics.names()) {
      boolean isLoss = name.matches(".*_(dropped|lost|expired)_datagrams_total|.*residual");
      if (isLoss) {
        assertTrue(text("penstock.rules.yml").contains(name), name + " has no alert");
        assertTrue(text("penstock.json").contains(name), name + " has no panel");
      }
    }
  }

  @Test
  void everyAlertHasASectionOfTheRunbook() throws IOException {
    String rules = text("penstock.rules.yml");
    Matcher runbook = RUNBOOK.matcher(rules);
    int sections = 0;
    while (runbook.find()) {
      Set<String> anchors = new TreeSet<>();
      for (String line : Files.readAllLines(Path.of("..").resolve(runbook.group(1)))) {
        if (line.startsWith("#")) {
          anchors.add(
              line.replaceFirst("#+ ", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9 -]", "")
                  .replace(' ', '-'));
        }
      }
      assertTrue(anchors.contains(runbook.group(2)), runbook.group());
      sections++;
    }
    assertEquals(rules.split("- alert: ").length - 1, sections);
  }

  @Test
  void theDashboardIsJsonWithAPanelForEachQuestion() throws IOException {
    JsonElement dashboard = JsonParser.parseString(text("penstock.json"));
    assertTrue(dashboard.getAsJsonObject().getAsJsonArray("panels").size() >= 12);
  }

  private static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }
}
