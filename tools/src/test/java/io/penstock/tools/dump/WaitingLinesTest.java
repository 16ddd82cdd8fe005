package io.penstock.tools.dump;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.penstock.config.DataDirectory;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.select.SomeJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingLinesTest {
  private static final int DATAGRAMS = 130;

  @TempDir Path folder;
  private SomeJournal journal;
  private DataDirectory data;

  @BeforeEach
  void fill() throws IOException {
    journal = new SomeJournal(folder, 1);
    data = journal.data;
    for (int i = 0; i < DATAGRAMS; i++) {
      journal.append(NOON_NS + i, "web.hits%d:1|c\ndb.time:2|ms".formatted(i));
    }
    ReaderFile.openWritable(data.readers(), "shard-0", 0).close();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void pagesGoOnWhereTheLastOneEndedAndLeaveNothingOut() {
    List<String> lines = new ArrayList<>();
    long from = 0;
    for (int page = 0; page < 20; page++) {
      JsonObject json = WaitingLines.json(data, "shard-0", from, "*").orElseThrow();
      assertTrue(json.getAsJsonArray("lines").size() <= 51, json::toString);
      lines.addAll(texts(json));
      from = json.get("next").getAsLong();
    }
    assertEquals(2 * DATAGRAMS, lines.size());
    assertEquals("web.hits0:1|c", lines.getFirst());
    assertEquals("db.time:2|ms", lines.getLast());
  }

  @Test
  void aGlobChoosesByName() {
    JsonObject json = WaitingLines.json(data, "shard-0", 0, "web.hits12?").orElseThrow();
    assertEquals(10, texts(json).size(), json::toString);
  }

  @Test
  void whatIsNoReaderIsNone() {
    for (String name : List.of("shard-7", "", "..", "../journal/metadata.cq4t", "shard-0/x")) {
      assertTrue(WaitingLines.json(data, name, 0, "*").isEmpty(), name);
    }
  }

  @Test
  void bytesOfStrangersAreVisible() {
    journal.append(NOON_NS + DATAGRAMS, "<script>\u202e\u001b[2J:1|c");
    JsonObject json = WaitingLines.json(data, "shard-0", DATAGRAMS, "*").orElseThrow();
    String line = texts(json).getFirst();
    assertFalse(line.chars().anyMatch(c -> c < 0x20 || c == 0x202e), line);
    assertTrue(line.startsWith("<script>"), line);
  }

  @Test
  void aGlobThatMeetsAHostileNameEndsSoon() {
    UnsafeBuffer name = new UnsafeBuffer("a".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
    Glob glob = new Glob("*a*a*a*a*a*a*a*a*b".getBytes(StandardCharsets.US_ASCII));
    assertFalse(glob.matches(name, 0, name.capacity()));
    assertTrue(
        new Glob("*a*?a".getBytes(StandardCharsets.US_ASCII)).matches(name, 0, name.capacity()));
    assertTrue(new Glob("*".getBytes(StandardCharsets.US_ASCII)).matches(name, 0, 0));
    assertFalse(new Glob(new byte[0]).matches(name, 0, 1));
  }

  private static List<String> texts(JsonObject json) {
    List<String> texts = new ArrayList<>();
    for (JsonElement line : json.getAsJsonArray("lines")) {
      texts.add(line.getAsJsonObject().get("line").getAsString());
    }
    return texts;
  }
}
