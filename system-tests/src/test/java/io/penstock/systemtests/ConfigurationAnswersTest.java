package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is wrong with {@code config.ini}, either daemon says what and where, and ends with 2.
 */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class ConfigurationAnswersTest {
  private static final int USAGE = 2;

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void aMissingFileIsNamed(String command, Penstock penstock) throws Exception {
    Files.deleteIfExists(penstock.config().file());
    assertAnswer(run(penstock, command), "config.ini", "no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void anEmptyFileIsToldWhatItNeeds(String command, Penstock penstock) {
    penstock.config().write("");
    assertAnswer(run(penstock, command), "config.ini", "destinations");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void aMistypedKeyIsToldTheNearestKnownOne(String command, Penstock penstock) {
    penstock.config().write("bind_prot = 8125\ndestinations = 127.0.0.1:9125\n");
    assertAnswer(run(penstock, command), "config.ini", "bind_prot", "bind_port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void allFaultsAreSaidAtOnce(String command, Penstock penstock) {
    penstock
        .config()
        .write(
            "bind_port = eight\ndestinations = nowhere\n[forward]\nflush_interval = 4\n"
                + "[journal]\nroll_bites = 1MiB\n");
    assertAnswer(
        run(penstock, command), "bind_port", "destinations", "flush_interval", "roll_bites");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void anUnknownFlagIsRefused(String command, Penstock penstock) {
    penstock.config().write("destinations = 127.0.0.1:9125\n");
    assertAnswer(run(penstock, command, "--bind-prot", "8125"), "--bind-prot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker", "config"})
  void aDestinationThatIsIngestItselfIsRefused(String command, Penstock penstock) {
    penstock.config().write("bind_port = 9125\ndestinations = 127.0.0.1:9126 localhost:9125\n");
    assertAnswer(run(penstock, command), "config.ini:2", "localhost:9125 is ingest's own address");
  }

  private static Exit run(Penstock penstock, String command, String... options) {
    String[] words = {command, "-c", penstock.config().file().toString()};
    return penstock
        .launchBare(Stream.concat(Stream.of(words), Stream.of(options)).toArray(String[]::new))
        .awaitEnd();
  }

  private static void assertAnswer(Exit exit, String... words) {
    assertAll(
        () -> assertEquals(USAGE, exit.code(), exit::text),
        () -> assertFalse(exit.text().contains("\tat "), () -> "a stack trace: " + exit.text()));
    for (String word : words) {
      assertTrue(
          exit.err().contains(word), () -> "'" + word + "' is not in the answer:\n" + exit.text());
    }
  }
}
