package io.penstock.tools.screen;

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
}
