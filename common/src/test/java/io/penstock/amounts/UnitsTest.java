package io.penstock.amounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1432, 1432",
    "512B, 512",
    "64KiB, 65536",
    "64kB, 64000",
    "64MiB, 67108864",
    "64mib, 67108864",
    "64MB, 64000000",
    "2GiB, 2147483648",
    "1 TiB, 1099511627776"
  })
  void sizeIsBytes(String text, long bytes) {
    assertEquals(bytes, Units.bytes(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7ns, 7",
    "250us, 250000",
    "250ms, 250000000",
    "2s, 2000000000",
    "3m, 180000000000",
    "3min, 180000000000",
    "1h, 3600000000000",
    "1d, 86400000000000"
  })
  void durationIsNanoseconds(String text, long nanos) {
    assertEquals(nanos, Units.nanos(text));
  }
}
