package io.penstock.amounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "67108864, 64 MiB", "5368709120, 5.0 GiB"})
  void sizesAreInTheUnitThatFits(long bytes, String text) {
    assertEquals(text, Amounts.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "40000000, 0.0 s",
    "1500000000, 1.5 s",
    "60000000000, 1 min",
    "3900000000000, 1 h 5 min",
    "187200000000000, 2 d 4 h"
  })
  void durationsAreInTheUnitsThatFit(long nanos, String text) {
    assertEquals(text, Amounts.duration(nanos));
  }

  @Test
  void unknownRateIsADash() {
    assertEquals("-", Amounts.rate(Double.NaN));
    assertEquals("41,210/s", Amounts.rate(41_209.7));
  }

  @Test
  void amountsOfOneUnitReadWell() {
    assertEquals("20,013", Amounts.count(20_013));
    assertEquals("0 B", Amounts.bytes(0));
    assertEquals("1.2 GiB", Amounts.bytes(1_288_490_189));
    assertEquals("52 GiB", Amounts.bytes(52L << 30));
    assertEquals("5 s", Amounts.wholeDuration(5_900_000_000L));
    assertEquals("14 min", Amounts.wholeDuration(14 * 60 * 1_000_000_000L));
    assertEquals("3 h", Amounts.wholeDuration(3 * 3600 * 1_000_000_000L));
    assertEquals("2 d", Amounts.wholeDuration(50 * 3600 * 1_000_000_000L));
    assertEquals("12:04Z", Amounts.timeOfDay(12 * 3600_000 + 4 * 60_000));
  }
}
