package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table() {
    Table table = new Table().words("NAME", 3).words("ADDRESS", 1).numbers("COUNT", 2);
    table.row("a", "10.0.0.1:8125", "7");
    table.row("longer", "b:1", "1,234");
    return table;
  }

  @Test
  void wordsStandLeftAndNumbersRight() {
    assertEquals(
        List.of(
            "NAME    ADDRESS        COUNT",
            "a       10.0.0.1:8125      7",
            "longer  b:1            1,234"),
        table().lines(80));
  }

  @Test
  void leastImportantColumnGoesFirst() {
    assertEquals(List.of("NAME    COUNT", "a           7", "longer  1,234"), table().lines(27));
    assertEquals(List.of("NAME", "a", "longer"), table().lines(12));
  }

  @Test
  void aLongNameIsCutBeforeWhatIsMoreImportantIsLeftOut() {
    Table table = new Table().words("SHARD", 9).names("DESTINATION", 7, 2).numbers("LOST", 2);
    table.row("0", "statsd-0.metrics.svc.cluster.example.org:8125", "0");
    table.row("1", "b:1", "12");
    assertEquals(
        List.of(
            "SHARD  DESTINATION      LOST",
            "0      stat…e.org:8125     0",
            "1      b:1                12"),
        table.lines(40));
  }

  @Test
  void whatDoesNotFitTheTerminalIsCounted() {
    List<String> lines = List.of("a", "b", "c", "d", "e");
    assertEquals(lines, Page.fitting(lines, new Screen.Size(80, 6)));
    assertEquals(
        List.of("a", "b", "… 3 more lines, too many to fit"),
        Page.fitting(lines, new Screen.Size(80, 4)));
  }

  @Test
  void noLineIsEverLongerThanTheWidth() {
    for (int width = 1; width < 40; width++) {
      int limit = width;
      List<String> lines = table().lines(width);
      assertTrue(lines.stream().allMatch(line -> line.length() <= limit), "width " + width);
      assertFalse(lines.getFirst().isEmpty());
    }
  }
}
