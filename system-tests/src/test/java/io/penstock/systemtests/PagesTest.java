package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages name exists: the tests of RELIABILITY.md, and the pages that pages link to. */
class PagesTest {
  private static final Path CHECKOUT = Path.of("..");
  private static final Pattern TEST =
      Pattern.compile("`(?<class>[A-Z]\\w*Test)?(?:\\.(?<method>[a-z]\\w*)(?<cut>…)?)?`");
  private static final Pattern LINK =
      Pattern.compile("]\\((?!https?:)(?<target>[^)#]+)(#[^)]*)?\\)");

  @Test
  void everyTestThatReliabilityNamesExists() throws IOException {
    Map<String, List<String>> sources = testSources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    String last = "";
    Matcher test = TEST.matcher(Files.readString(CHECKOUT.resolve("RELIABILITY.md")));
    while (test.find()) {
      String method = test.group("method");
      if (test.group("class") == null && method == null) {
        continue;
      }
      last = test.group("class") == null ? last : test.group("class");
      String call = method == null ? "" : method + (test.group("cut") == null ? "(" : "");
      if (sources.getOrDefault(last, List.of()).stream().noneMatch(s -> s.contains(call))) {
        missing.add(last + (method == null ? "" : "." + method));
      }
      named++;
    }
    assertEquals(List.of(), missing, "RELIABILITY.md names tests that do not exist");
    assertTrue(named > 200, () -> "the page names tests in another way now");
  }

  @Test
  void everyLinkBetweenPagesLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group("target")))) {
          broken.add(CHECKOUT.relativize(page) + " -> " + link.group("target"));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "benchmarks")) {
      try (Stream<Path> files = Files.list(CHECKOUT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  /** By name; two rooms may have a test of one name. */
  private static Map<String, List<String>> testSources() throws IOException {
    Map<String, List<String>> sources = new HashMap<>();
    for (String module :
        List.of("common", "ingest", "shard-workers", "tools", "console", "system-tests")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.computeIfAbsent(name, any -> new ArrayList<>()).add(Files.readString(file));
        }
      }
    }
    return sources;
  }
}
