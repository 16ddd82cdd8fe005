package io.penstock.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One rule says where a reader begins, what is its own, when it is over and where it sends. */
class ReaderPlanTest {
  /** A file each hundred datagrams, with so many shards. */
  private static List<Stretch> journal(long first, int... shards) {
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < shards.length; i++) {
      stretches.add(new Stretch(first + i * 100L, shards[i] < 0 ? null : layout(shards[i])));
    }
    return stretches;
  }

  private static Layout layout(int shards) {
    List<String> servers = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      servers.add("10.0." + shards + "." + shard + ":8125");
    }
    return new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, servers);
  }

  private static ReaderPhase phase(String name, long number, boolean isRetired, int... shards) {
    return ReaderPlan.of(name, journal(0, shards), new Begun(number, isRetired)).phase();
  }

  @Test
  void aNewReaderBeginsWhereALayoutFirstHasItsPlace() {
    List<Stretch> stretches = journal(0, 2, 3, 2, 3);
    assertEquals(OptionalLong.of(0), beginning("shard-1", stretches, 0));
    assertEquals(OptionalLong.of(100), beginning("shard-2", stretches, 0));
    assertEquals(OptionalLong.of(300), beginning("shard-2", stretches, 101));
    assertEquals(OptionalLong.empty(), beginning("shard-3", stretches, 0));
    assertEquals(OptionalLong.empty(), beginning("shard-2", stretches, 301));
    assertEquals(ReaderPhase.UNKNOWN, ReaderPlan.ofNew("shard-3", stretches, 0).phase());
  }

  private static OptionalLong beginning(String name, List<Stretch> stretches, long forgottenUpTo) {
    return ReaderPlan.ofNew(name, stretches, forgottenUpTo).beginning(350);
  }

  @Test
  void aMirrorBeginsAtTheHead() {
    assertEquals(OptionalLong.of(350), beginning("mirror-1", journal(0, 2, 2), 0));
    assertEquals(OptionalLong.empty(), beginning("mirror-2", journal(0, 2, 2), 0));
  }

  @Test
  void aRemovedReaderDrainsUpToTheEndOfItsLayoutAndIsOverThere() {
    assertEquals(ReaderPhase.READS, phase("shard-1", 5, false, 2, 2));
    assertEquals(ReaderPhase.DRAINS, phase("shard-1", 199, false, 2, 2, 1));
    assertEquals(ReaderPhase.OVER, phase("shard-1", 200, false, 2, 2, 1));
    assertEquals(ReaderPhase.OVER, phase("shard-1", 1_000, false, 2, 2, 1));
    assertEquals(ReaderPhase.RETIRED, phase("shard-1", 200, true, 2, 2, 1));
  }

  @Test
  void aReaderIsOverWhereNoFileOfItsLayoutIsLeft() {
    ReaderPlan plan = ReaderPlan.of("shard-1", journal(700, 1, 1), new Begun(50, false));
    assertEquals(ReaderPhase.OVER, plan.phase());
    assertEquals(700, plan.overAt());
    assertEquals(Optional.empty(), plan.lastAddress());
    assertEquals(ReaderOwner.ABANDONED, plan.owner(false));
    assertEquals(ReaderOwner.CONFIGURED, plan.owner(true));
  }

  @Test
  void aRetiredReaderReturnsWithALaterLayoutThatHasItsPlace() {
    ReaderPlan plan = ReaderPlan.of("shard-1", journal(0, 2, 1, 1, 2), new Begun(100, true));
    assertEquals(ReaderPhase.RETURNS, plan.phase());
    assertEquals(OptionalLong.of(300), plan.ownFrom(plan.number()));
    assertEquals(ReaderOwner.DRAINING, plan.owner(false), "data is kept for it");
    ReaderPlan within = ReaderPlan.of("shard-1", journal(0, 2, 1, 2), new Begun(250, true));
    assertEquals(ReaderPhase.RETURNS, within.phase());
    assertEquals(OptionalLong.of(250), within.ownFrom(250));
  }

  @Test
  void aLayoutThatCannotBeReadMayBeAnybodys() {
    assertEquals(ReaderPhase.READS, phase("shard-1", 150, false, 2, -1));
    assertEquals(ReaderPhase.DRAINS, phase("shard-1", 150, false, 2, -1, 1));
    assertEquals(ReaderPhase.OVER, phase("shard-1", 200, false, 2, -1, 1));
  }

  @Test
  void withoutAnyLayoutOnlyWhatAFileSaysCounts() {
    assertEquals(ReaderPhase.DRAINS, phase("shard-1", 150, false));
    assertEquals(ReaderPhase.RETIRED, phase("shard-1", 150, true));
    assertEquals(ReaderOwner.ABANDONED, owner("mirror-0"), "no layout has a mirror's server");
    assertEquals(ReaderOwner.ABANDONED, owner("odd"), "no place in any ring");
    assertEquals(ReaderOwner.DRAINING, owner("shard-0"));
  }

  private static ReaderOwner owner(String name) {
    return ReaderPlan.of(name, List.of(), new Begun(0, false)).owner(false);
  }

  @Test
  void itSendsToTheLastAddressThatALayoutHasForIt() {
    assertEquals(
        Optional.of("10.0.3.2:8125"),
        ReaderPlan.of("shard-2", journal(0, 4, 3, 2), new Begun(0, false)).lastAddress());
    assertEquals(
        Optional.empty(),
        ReaderPlan.of("mirror-0", journal(0, 4), new Begun(0, false)).lastAddress());
  }

  @Test
  void theReadersOfAJournalAreAllThatAnyLayoutHasAPlaceFor() {
    Layout ringed =
        new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("a:1"), Map.of("staging", layout(2)));
    assertEquals(
        "shard-0 shard-1 staging-0 staging-1",
        ReaderPlan.places(List.of(new Stretch(0, ringed), new Stretch(9, layout(2)))).stream()
            .map(ReaderName::toString)
            .collect(Collectors.joining(" ")));
  }
}
