package io.penstock.tools.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  private static final Moments NOON_IN_BERLIN =
      new Moments(Instant.parse("2026-11-25T12:00:00Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "now, 2026-11-25T12:00:00Z",
    "10m, 2026-11-25T11:50:00Z",
    "-10m, 2026-11-25T11:50:00Z",
    "10min, 2026-11-25T11:50:00Z",
    "1h30m, 2026-11-25T10:30:00Z",
    "250ms, 2026-11-25T11:59:59.750Z",
    "2d, 2026-11-23T12:00:00Z",
    "2026-11-25T13:05:00Z, 2026-11-25T13:05:00Z",
    "2026-11-25T13:05:00.5+01:00, 2026-11-25T12:05:00.5Z",
    "2026-11-25T13:05:00, 2026-11-25T12:05:00Z",
    "2026-11-25 13:05, 2026-11-25T12:05:00Z",
    "2026-07-01, 2026-06-30T22:00:00Z",
    "13:05, 2026-11-25T12:05:00Z",
    "1795608000, 2026-11-25T12:00:00Z",
    "1795608000.25, 2026-11-25T12:00:00.250Z",
    "1795608000123, 2026-11-25T12:00:00.123Z",
    "1795608000123456789, 2026-11-25T12:00:00.123456789Z",
  })
  void whatPeopleWriteIsTheTimeThatTheyMean(String text, Instant meant) {
    assertEquals(Moments.epochNs(meant), NOON_IN_BERLIN.epochNs(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "10x", "yesterday", "-13:05", "2026-13-01", "25:00", "m", "+10m"})
  void whatIsNoTimeSaysWhatIsExpected(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> NOON_IN_BERLIN.epochNs(text));
    assertTrue(e.getMessage().contains("10m (ago)"), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999d", "9999999d", "99999999999999999999999m"})
  void whatIsTooLongAgoIsSaidToBe(String text) {
    assertThrows(IllegalArgumentException.class, () -> NOON_IN_BERLIN.epochNs(text));
  }

  @Test
  void aDurationHasItsUnit() {
    assertEquals(5_400_000_000_000L, Moments.durationNs("1h30m"));
    assertThrows(IllegalArgumentException.class, () -> Moments.durationNs("90"));
    assertThrows(IllegalArgumentException.class, () -> Moments.durationNs("-10m"));
  }

  @Test
  void anInstantComesBackAsItWas() {
    Instant instant = Instant.parse("1969-12-31T23:59:59.999999999Z");
    assertEquals(instant, Moments.instant(Moments.epochNs(instant)));
  }
}
