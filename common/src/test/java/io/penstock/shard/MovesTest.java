package io.penstock.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Warned of is what moves series though the number of servers stays, and nothing else. */
class MovesTest {
  private static Layout layout(HashKind hash, String... destinations) {
    return new Layout(hash, KeyRule.BEFORE_COLON, List.of(destinations));
  }

  @ParameterizedTest
  @EnumSource(
      value = HashKind.class,
      names = {"KETAMA", "STATSD_PROXY"})
  void anotherAddressMovesSeriesWhereAddressesAreHashed(HashKind hash) {
    Layout before = layout(hash, "udp://a:8125", "udp://b:8125", "udp://c:8125");
    Layout after = layout(hash, "udp://a:8125", "udp://d:8125", "udp://c:8125");
    List<String> warnings = Moves.warnings(before, after);
    assertEquals(1, warnings.size());
    String said = warnings.getFirst();
    assertTrue(said.startsWith("destinations: hash = " + hash.label()), said);
    int percent = Integer.parseInt(said.replaceFirst(".* about (\\d+) %.*", "$1"));
    assertTrue(percent > 20 && percent < 80, said);
    assertEquals(List.of(), Moves.warnings(before, before));
  }

  @ParameterizedTest
  @EnumSource(
      value = HashKind.class,
      names = {"KETAMA", "STATSD_PROXY"},
      mode = EnumSource.Mode.EXCLUDE)
  void anotherAddressMovesNothingWhereOnlyTheNumberCounts(HashKind hash) {
    assertEquals(
        List.of(),
        Moves.warnings(
            layout(hash, "udp://a:8125", "udp://b:8125"),
            layout(hash, "udp://a:8125", "udp://d:8125")));
  }

  @Test
  void aServerThatIsAddedMovesWhatItIsAddedFor() {
    assertEquals(
        List.of(),
        Moves.warnings(
            layout(HashKind.KETAMA, "udp://a:8125"),
            layout(HashKind.KETAMA, "udp://a:8125", "udp://b:8125")));
  }

  @Test
  void aSecondRingIsLookedAtByItself() {
    Layout shards = layout(HashKind.DJB2, "udp://a:8125");
    Layout before = with(shards, layout(HashKind.KETAMA, "udp://x:1", "udp://y:1"));
    Layout after = with(shards, layout(HashKind.KETAMA, "udp://x:1", "udp://z:1"));
    List<String> warnings = Moves.warnings(before, after);
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().startsWith("mirror.staging.destinations: "));
    assertEquals(List.of(), Moves.warnings(shards, after), "a ring that is new moves nothing");
  }

  private static Layout with(Layout shards, Layout ring) {
    return new Layout(shards.hash(), shards.key(), shards.destinations(), Map.of("staging", ring));
  }
}
