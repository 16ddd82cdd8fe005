package io.penstock.worker.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The send path under everything that a script can do to it.
 *
 * <p>{@code -Dpenstock.test.seeds=N} says how many seeds the long test runs, {@code
 * -Dpenstock.test.seed=N} where it begins, {@code -Dpenstock.test.script=…} runs one script, or one
 * seed, alone. What fails is printed as a script, with as few actions as still break the same
 * promise; in {@code simulation/seeds.txt} it is run for ever.
 */
class SimulationTest {
  /** Ten that take a tenth of a second each. */
  private static final long FIRST = 49;

  private static final int FEW = 10;
  private static final int MANY = Integer.getInteger("penstock.test.seeds", 1_000);

  /** The same in every build: what it finds is a change's doing. By hand, others. */
  private static final long SEED = Long.getLong("penstock.test.seed", 100);

  private static final String SCRIPT = System.getProperty("penstock.test.script", "51");

  @Test
  void tenSeedsKeepEveryPromise() {
    holds(LongStream.range(FIRST, FIRST + FEW).mapToObj(Script::of).toList());
  }

  @Test
  void whatOnceBrokeAPromiseBreaksNoneNow() throws IOException {
    try (InputStream seeds = SimulationTest.class.getResourceAsStream("/simulation/seeds.txt")) {
      String text = new String(seeds.readAllBytes(), StandardCharsets.UTF_8);
      holds(
          text.lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Script::parse)
              .toList());
    }
  }

  @Test
  void theGivenScriptKeepsEveryPromise() {
    holds(List.of(Script.parse(SCRIPT)));
  }

  @Test
  @Tag("long")
  void manySeedsKeepEveryPromise() {
    System.out.println("SimulationTest seed: -Dpenstock.test.seed=" + SEED);
    holds(LongStream.range(SEED, SEED + MANY).mapToObj(Script::of).toList());
  }

  @Test
  void oneScriptHappensInOneWay() {
    Script script = Script.of(51);
    assertEquals(script, Script.parse(script.toString()));
    assertEquals(tale(script), tale(script));
  }

  private static String tale(Script script) {
    Campaign campaign = new Campaign();
    campaign.run(script);
    return campaign.tale();
  }

  private static void holds(List<Script> scripts) {
    Campaign campaign = new Campaign();
    for (Script script : scripts) {
      Violation found = campaign.run(script);
      if (found != null) {
        Script fewer = campaign.minimised(script, found);
        Violation again = campaign.run(fewer);
        fail(
            "seed %d: %s%n  with fewer actions: %s%n  by: -Dpenstock.test.script='%s'"
                .formatted(
                    script.seed(),
                    found.getMessage(),
                    again == null ? "nothing" : again.getMessage(),
                    fewer),
            found);
      }
    }
    System.out.println("simulated: " + campaign);
  }
}
