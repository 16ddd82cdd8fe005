package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.amounts.Amounts;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private static String text(long done, long amount, long elapsedNs, int columns) {
    return Progress.text(
        "replaying", done, amount, " datagrams", Amounts::count, elapsedNs, columns);
  }

  @Test
  void saysHowFarHowFastAndHowLongYet() {
    assertEquals(
        "replaying  25 % [=====               ] 25,000 of 100,000 datagrams, 5,000/s, 15.0 s left",
        text(25_000, 100_000, 5 * SECOND_NS, 88));
    assertEquals(
        "import  50 % [===============               ] 32 MiB of 64 MiB, 16 MiB/s, 2.0 s left",
        Progress.text("import", 32 << 20, 64 << 20, "", Amounts::bytes, 2 * SECOND_NS, 200));
  }

  @Test
  void saysNothingOfSpeedBeforeThereIsOne() {
    assertEquals(
        "replaying   0 % [                              ] 0 of 100,000 datagrams",
        text(0, 100_000, 10 * SECOND_NS, 100));
    assertTrue(text(5, 100_000, 1_000, 100).endsWith("] 5 of 100,000 datagrams"));
  }

  @Test
  void fitsEveryTerminalAndEveryAmount() {
    for (int columns = 10; columns < 120; columns++) {
      for (long done : new long[] {-1, 0, 1, 99_999, 100_000, 500_000}) {
        String line = text(done, 100_000, SECOND_NS, columns);
        assertTrue(line.length() <= columns, line);
      }
    }
    assertTrue(text(500_000, 100_000, SECOND_NS, 100).contains("100 %"));
    assertTrue(text(7, 0, SECOND_NS, 100).contains("0 of 0 datagrams"));
  }
}
