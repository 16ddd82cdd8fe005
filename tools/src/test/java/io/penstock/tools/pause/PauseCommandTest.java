package io.penstock.tools.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.Program;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

class PauseCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-25T13:00:00Z");

  @TempDir private Path home;
  private DataDirectory data;

  @BeforeEach
  void makeTwoReaders() throws IOException {
    data = new DataDirectory(home);
    new DataFolders(data).create();
    for (String name : new String[] {"shard-0", "shard-1"}) {
      ReaderFile.openWritable(data.readers(), name, 7).close();
    }
  }

  @Test
  void aPausedShardWaitsUntilItIsResumed() throws IOException {
    assertEquals(0, pausedUntil("shard-1"));
    assertEquals(0, Program.run(new PauseCommand(), with("1")));
    assertEquals(Long.MAX_VALUE, pausedUntil("shard-1"));
    assertEquals(0, pausedUntil("shard-0"));
    assertEquals(0, Program.run(new ResumeCommand(), with("shard-1", "--json")));
    assertEquals(0, pausedUntil("shard-1"));
  }

  @Test
  void thePositionIsUntouched() throws IOException {
    Program.run(new PauseCommand(), with("0", "1", "--until", "10m", "--json"));
    try (ReaderFile reader = ReaderFile.openReadOnly(data.readers().resolve("shard-0"))) {
      assertEquals(7, reader.position().number());
      assertEquals(1, reader.position().sequence());
      long untilMs = reader.pausedUntilEpochMs();
      assertTrue(untilMs > System.currentTimeMillis() + Duration.ofMinutes(9).toMillis());
      assertTrue(untilMs < System.currentTimeMillis() + Duration.ofMinutes(11).toMillis());
    }
  }

  @Test
  void whenOneDoesNotExistNoneIsPaused() throws IOException {
    assertEquals(1, Program.run(new PauseCommand(), with("0", "9")));
    assertEquals(1, Program.run(new PauseCommand(), with("../readers/shard-0")));
    assertEquals(0, pausedUntil("shard-0"));
  }

  @Test
  void aWrongCommandLineEndsWithTwo() {
    assertEquals(2, Program.run(new PauseCommand(), with()));
    assertEquals(2, Program.run(new PauseCommand(), with("0", "--until", "1999-01-01T00:00:00Z")));
    assertEquals(2, Program.run(new PauseCommand(), with("0", "--until", "soon")));
  }

  @Test
  void aTimeYetToComeIsReadAsPeopleMeanIt() {
    assertEquals("2026-11-25T13:10:00Z", until("10m"));
    assertEquals("2026-11-25T14:30:00Z", until("1h30m"));
    assertEquals("2026-11-25T18:00:00Z", until("18:00"));
    assertEquals("2026-11-26T06:00:00Z", until("06:00"));
    assertEquals("2026-12-01T00:00:00Z", until("2026-12-01T00:00:00Z"));
    assertEquals("2026-11-25T13:00:01Z", until("" + (NOW.getEpochSecond() + 1)));
    for (String past : new String[] {"now", "2026-11-25T12:59:59Z", "1000000000", "0s"}) {
      assertThrows(TypeConversionException.class, () -> until(past), past);
    }
  }

  private static String until(String text) {
    return Instant.ofEpochMilli(new UntilOption(NOW, ZoneOffset.UTC).convert(text)).toString();
  }

  private String[] with(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--data-dir";
    all[words.length + 1] = home.toString();
    return all;
  }

  private long pausedUntil(String name) throws IOException {
    try (ReaderFile reader = ReaderFile.openReadOnly(data.readers().resolve(name))) {
      assertNotEquals(0, reader.position().sequence());
      return reader.pausedUntilEpochMs();
    }
  }
}
