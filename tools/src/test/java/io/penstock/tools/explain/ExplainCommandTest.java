package io.penstock.tools.explain;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import io.penstock.tools.select.Ran;
import io.penstock.tools.select.SomeJournal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  private static final int SERIES = 60;

  @TempDir Path folder;
  private SomeJournal journal;

  @BeforeEach
  void fill() {
    journal = new SomeJournal(folder, 3);
    for (int i = 0; i < SERIES; i++) {
      journal.append(
          NOON_NS + i, "web.hits%d,n=1:1|c".formatted(i), "web.hits%d,n=1:2|c".formatted(i));
    }
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Ran explain(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data-dir";
    all[arguments.length + 1] = journal.data.root().toString();
    return Ran.of(new ExplainCommand(), all);
  }

  private Ran withInput(byte[] input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return explain(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void everyPartOfALineIsNamedAndHasItsCarets() {
    Ran ran = explain("web.hits,host=a:1|c|@0.5|#env:dev");
    assertEquals(0, ran.code(), ran::text);
    List<String> lines = ran.lines();
    assertEquals("web.hits,host=a:1|c|@0.5|#env:dev", lines.get(0));
    assertEquals("^^^^^^^^ ^^^^^^ ^ ^  ^^^  ^^^^^^^", lines.get(1));
    for (String row :
        List.of(
            "name     web.hits",
            "tag      host=a",
            "value    1",
            "type     c  (counter)",
            "rate     0.5",
            "tag      env:dev  (after |#)",
            "key      web.hits,host=a  (name+tags)",
            "reader   has not begun yet")) {
      assertTrue(lines.contains(row), () -> row + " in\n" + ran.text());
    }
    int shard = PlainShard.of(lines.get(0).getBytes(StandardCharsets.UTF_8), SomeJournal.layout(3));
    assertTrue(lines.contains("shard    " + shard + " of 0 to 2"), ran::text);
  }

  @Test
  void everyRingThatALineGoesToIsShown() throws IOException {
    journal.close();
    journal = new SomeJournal(folder.resolve("rings"), SomeJournal.withRing(3, 5));
    journal.append(NOON_NS, "a:1|c");
    byte[] line = "web.hits,host=a:1|c".getBytes(StandardCharsets.UTF_8);
    Layout whole = SomeJournal.withRing(3, 5);
    int own = PlainShard.of(line, whole);
    int there = PlainShard.of(line, whole.mirrors().get("copy"));
    ReaderFile.begin(journal.data.readers(), "copy-" + there, 0);
    ReaderFile.begin(journal.data.readers(), "mirror-" + own, 0);
    Ran ran = explain("web.hits,host=a:1|c");
    List<String> lines = ran.lines();
    assertTrue(lines.contains("shard    " + own + " of 0 to 2"), ran::text);
    assertTrue(lines.contains("ring     copy"), ran::text);
    assertTrue(lines.contains("key      web.hits  (name)"), ran::text);
    assertTrue(lines.contains("shard    " + there + " of 0 to 4"), ran::text);
    assertTrue(ran.out().contains("reader   copy-" + there + ": "), ran::text);
    assertTrue(ran.out().contains("reader   mirror-" + own + ": "), ran::text);

    JsonObject json =
        JsonParser.parseString(explain("web.hits,host=a:1|c", "--json").out()).getAsJsonObject();
    JsonObject ring = json.getAsJsonArray("rings").get(0).getAsJsonObject();
    assertEquals(there, ring.get("shard").getAsInt());
    assertEquals("copy-" + there, ring.getAsJsonObject("reader").get("name").getAsString());
    assertTrue(json.get("mirror").isJsonObject(), json::toString);

    Ran ofRing = explain("web.hits,host=a:1|c", "--ring", "copy");
    assertTrue(ofRing.lines().contains("shard    " + there + " of 0 to 4"), ofRing::text);
    assertFalse(ofRing.out().contains("of 0 to 2"), ofRing::text);
    Ran none = explain("a:1|c", "--ring", "nope");
    assertEquals(2, none.code(), none::text);
    assertTrue(
        withInput(line, "-").out().startsWith(own + "  127.0.0.1:1  copy-" + there + " "),
        "one line");
  }

  @Test
  void caretsStandUnderWhatIsWrittenOut() {
    List<String> lines = explain("\u001b[2J:1|c").lines();
    assertEquals("\\x1b[2J:1|c", lines.get(0));
    assertEquals("^^^^^^^ ^ ^", lines.get(1));
  }

  @Test
  void whatIsNoMetricIsExplainedToo() {
    assertTrue(explain("_e{5,4}:title|text").out().contains("DogStatsD event"));
    assertTrue(explain("_sc|n|0").out().contains("DogStatsD service check"));
    assertTrue(explain("nonsense").out().contains("passed on as it is"));
    assertEquals(0, explain("").code());
  }

  @Test
  void jsonLetsNoCharacterStandThatATerminalObeys() {
    Ran ran = explain("web\u202e\u2066\ufeff:1|c", "--json");
    assertTrue(ran.out().chars().noneMatch(c -> c >= 0x2000), ran::out);
    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertEquals("web\u202e\u2066\ufeff:1|c", json.get("line").getAsString());
  }

  @Test
  void jsonSaysTheSame() {
    Ran ran = explain("web.hits,host=a:1|c", "--json", "--would-be", "hash=slots,destinations=8");
    JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
    assertEquals("web.hits,host=a", json.get("key").getAsString());
    assertEquals(4, json.getAsJsonArray("parts").size());
    byte[] line = "web.hits,host=a:1|c".getBytes(StandardCharsets.UTF_8);
    assertEquals(PlainShard.of(line, SomeJournal.layout(3)), json.get("shard").getAsInt());
    Layout slots =
        new Layout(HashKind.SLOTS, KeyRule.NAME_TAGS, SomeJournal.layout(8).destinations());
    assertEquals(PlainShard.of(line, slots), json.get("would_be_shard").getAsInt());
  }

  @Test
  void linesOfStandardInputAreExplainedInOneEach() {
    byte[] input = "a:1|c\r\n\nb\u00ff:1|c\nlast:1|c".getBytes(StandardCharsets.ISO_8859_1);
    List<String> lines = withInput(input, "-").lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).endsWith("  b\\xff  b\\xff:1|c"), lines.get(1));
    List<String> json = withInput(input, "-", "--json").lines();
    assertTrue(
        JsonParser.parseString(json.get(1)).getAsJsonObject().has("line_base64"), json.get(1));
  }

  @Test
  void whatWouldMoveIsCountedOverARangeAndOverStandardInputAlike() {
    String[] wouldBe = {"--would-be", "hash=slots,destinations=8", "--json"};
    Ran range = explain("--from", "0", wouldBe[0], wouldBe[1], wouldBe[2]);
    assertEquals(0, range.code(), range::text);
    JsonObject json = JsonParser.parseString(range.out()).getAsJsonObject();
    assertEquals(2 * SERIES, json.get("lines").getAsLong());
    assertEquals(SERIES, json.get("series").getAsLong());
    Layout slots =
        new Layout(HashKind.SLOTS, KeyRule.NAME_TAGS, SomeJournal.layout(8).destinations());
    StringBuilder input = new StringBuilder();
    long moved = 0;
    for (int i = 0; i < SERIES; i++) {
      byte[] line = "web.hits%d,n=1:1|c".formatted(i).getBytes(StandardCharsets.UTF_8);
      moved += PlainShard.of(line, slots) == PlainShard.of(line, SomeJournal.layout(3)) ? 0 : 1;
      input.append("web.hits%d,n=1:1|c\nweb.hits%d,n=1:2|c\n".formatted(i, i));
    }
    assertEquals(moved, json.get("moved_series").getAsLong());
    assertEquals(2 * moved, json.get("moved_lines").getAsLong());
    long flows = 0;
    for (var flow : json.getAsJsonArray("moves")) {
      flows += flow.getAsJsonObject().get("lines").getAsLong();
    }
    assertEquals(2 * moved, flows);
    byte[] bytes = input.toString().getBytes(StandardCharsets.UTF_8);
    assertEquals(range.out(), withInput(bytes, "-", wouldBe[0], wouldBe[1], wouldBe[2]).out());
  }

  @Test
  void theSameLayoutMovesNothing() {
    Ran ran = explain("--from", "0", "--would-be", "hash=djb2,destinations=3");
    assertTrue(ran.out().contains("of which 0 would move (0.0 %)"), ran::text);
    assertTrue(ran.out().contains("of the fair share"), ran::text);
  }

  @Test
  void aLayoutThatCannotBeIsRefusedWithTheReason() {
    for (String text :
        new String[] {"hash=md5", "hosts=3", "destinations=0", "hash=ketama,destinations=9"}) {
      Ran ran = explain("a:1|c", "--would-be", text);
      assertEquals(2, ran.code(), ran::text);
      assertFalse(ran.err().contains("\tat "), ran::text);
    }
    assertEquals(2, explain().code());
    Layout ring = WouldBe.of("hash=ketama,destinations=a:1 b:2", SomeJournal.layout(1));
    assertEquals(List.of("udp://a:1", "udp://b:2"), ring.destinations());
    assertThrows(IllegalArgumentException.class, () -> WouldBe.of("hash", SomeJournal.layout(1)));
  }

  @Test
  void withoutAJournalTheConfigurationDecides() {
    Ran ran =
        Ran.of(
            new ExplainCommand(),
            "a:1|c",
            "-c",
            "/dev/null",
            "-d",
            "h:1 h:2",
            "--set",
            "data_dir=" + folder.resolve("none"));
    assertEquals(0, ran.code(), ran::text);
    assertTrue(ran.out().contains(" of 0 to 1"), ran::text);
  }

  @Test
  void aLineLongerThanADatagramIsLeftOutAndCounted() {
    byte[] input = new byte[70_000];
    Arrays.fill(input, (byte) 'x');
    Ran ran = withInput(input, "-");
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("1 lines were longer"), ran::text);
  }
}
