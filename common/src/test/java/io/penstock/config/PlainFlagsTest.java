package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class PlainFlagsTest {
  private static final List<String> WORDS =
      List.of(
          "-c",
          "--config-file",
          "-b",
          "--bind-interface",
          "-p",
          "--bind-port",
          "-t",
          "--threads",
          "-d",
          "--destinations",
          "--set",
          "a.ini",
          "0.0.0.0",
          "8125",
          "2",
          "a:1 b:2",
          "journal.roll_age=10min",
          "-p8125",
          "--bind-port=8125",
          "--bind",
          "-1",
          "@file",
          "",
          "--");

  private final Configured picocli = new Configured(Path.of("/"));

  private static boolean take(ConfigurationOptions options, String... line) {
    return PlainFlags.read(line, options::take);
  }

  /** What a line means to picocli, or that it is a fault. */
  private List<String> byPicocli(String... line) {
    try {
      return meaning(picocli.flags(line).options());
    } catch (ParameterException e) {
      return List.of("fault");
    }
  }

  private static List<String> meaning(ConfigurationOptions options) {
    try {
      return options.arguments();
    } catch (ConfigurationException e) {
      return e.lines();
    }
  }

  @Test
  void flagsWithTheirValuesMeanWhatTheyMeanToPicocli() {
    String[] line = {
      "-c",
      "a.ini",
      "--bind-interface",
      "::",
      "-p",
      "8125",
      "-t",
      "2",
      "-d",
      "a:1",
      "-d",
      "b:2 c:3",
      "--set",
      "journal.roll_age=10min",
      "--set",
      "shards.hash=slots"
    };
    ConfigurationOptions options = new ConfigurationOptions();
    assertTrue(take(options, line));
    assertEquals(byPicocli(line), meaning(options));
  }

  @Test
  void noFlagsArePlain() {
    assertTrue(take(new ConfigurationOptions()));
  }

  @Test
  void whateverIsTakenMeansWhatItMeansToPicocli() {
    Random random = new Random(20_261_125);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> line = new ArrayList<>();
      for (int word = random.nextInt(7); word > 0; word--) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      String[] words = line.toArray(String[]::new);
      ConfigurationOptions options = new ConfigurationOptions();
      if (take(options, words)) {
        taken++;
        assertEquals(byPicocli(words), meaning(options), line::toString);
      }
    }
    assertTrue(taken > 1_000, "taken: " + taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-V", "-c", "-c -p", "-p 1 -p 2", "-p 1 --bind-port 1", "-p=1", "x"})
  void theRestIsLeftToPicocli(String line) {
    assertFalse(take(new ConfigurationOptions(), line.split(" ")));
  }
}
