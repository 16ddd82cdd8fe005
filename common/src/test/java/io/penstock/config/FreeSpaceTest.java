package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeSpaceTest {
  private static final long MIB = 1 << 20;

  @Test
  void oneDefaultServesLargeDisksAndSmallOnes() {
    FreeSpace soft = FreeSpace.parse("2GiB or 10%");
    assertEquals(2_048 * MIB, soft.of(1_000_000 * MIB));
    assertEquals(64 * MIB, soft.of(640 * MIB));
  }

  @Test
  void sizeOrShareMayStandAlone() {
    assertEquals(64 * MIB, FreeSpace.parse("64MiB").of(100 * MIB));
    assertEquals(5 * MIB, FreeSpace.parse("5%").of(100 * MIB));
    assertEquals(0, FreeSpace.parse("0").of(100 * MIB));
    assertEquals(MIB / 2, FreeSpace.parse("0.5%").of(100 * MIB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"much", "51%", "-1%", "10% or 2GiB", "2GiB or", "2GiB or 3", "2GiB or %"})
  void anythingElseIsRefusedWithAnExample(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FreeSpace.parse(text)).getMessage();
    assertEquals(
        "expected a size, a share of the disk up to 50%, or the smaller of both, such as 2GiB or"
            + " 10%, not '"
            + text
            + "'",
        message);
  }
}
