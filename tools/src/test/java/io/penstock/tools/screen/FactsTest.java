package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FactsTest {
  private static List<String> lines(int width) {
    return new Facts().add("journal", "head 7", "", "3 files", "20 MiB on disk").lines(width);
  }

  @Test
  void partsStandInOneLineWhereTheyFit() {
    assertEquals(List.of("journal   head 7, 3 files, 20 MiB on disk"), lines(80));
  }

  @Test
  void partsThatDoNotFitGoOnInTheNextLine() {
    assertEquals(List.of("journal   head 7, 3 files,", "          20 MiB on disk"), lines(36));
    for (int width = 1; width < 40; width++) {
      int limit = width;
      assertTrue(lines(width).stream().allMatch(line -> line.length() <= limit), "" + width);
    }
  }

  @Test
  void sentencesAreBrokenBetweenWords() {
    assertEquals(List.of("cannot read", "  this one"), Prose.lines("cannot read this one", 12, 2));
    for (int width = 1; width < 40; width++) {
      int limit = width;
      assertTrue(
          Prose.lines("a word that is-longer-than-a-line is broken", width, 2).stream()
              .allMatch(line -> line.length() <= limit),
          "" + width);
    }
  }
}
