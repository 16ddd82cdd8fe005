package io.penstock.tools.top;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.journal.JournalReader;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.Ran;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.SomeJournal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopCommandTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir Path folder;
  private SomeJournal journal;

  @BeforeEach
  void open() {
    journal = new SomeJournal(folder, 2);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Ran top(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--data-dir", journal.data.root().toString()));
    return Ran.of(new TopCommand(), words.toArray(String[]::new));
  }

  private JsonObject json(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--json");
    Ran ran = top(words.toArray(String[]::new));
    assertEquals(0, ran.code(), ran::text);
    return JsonParser.parseString(ran.out()).getAsJsonObject();
  }

  @Test
  void eachPageIsOfWhatCameSinceTheOneBefore() {
    long[] nowNs = {0};
    List<Long> pages = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<long[]> shards = new ArrayList<>();
    journal.append(NOON_NS, "old:1|c").append(NOON_NS + SECOND_NS, "a:1|c");
    LiveTop live = new LiveTop(1_000, () -> nowNs[0], () -> new Totals(LineFilter.all(), 1, 10));
    try (JournalReader reader = journal.reader()) {
      live.run(
          reader,
          new Range(0, Long.MAX_VALUE, NOON_NS + 1, Long.MAX_VALUE),
          JournalWalk.Gaps.UNSEEN,
          _ -> {
            nowNs[0] += 2 * SECOND_NS;
            if (pages.size() == 1) {
              journal.append(NOON_NS + 2 * SECOND_NS, "b:1|c\nc:1|c");
            }
            return pages.size() == 3;
          },
          (totals, within) -> {
            pages.add(totals.lines());
            seconds.add(within);
            shards.add(totals.linesOfShard());
            return true;
          });
    }
    assertEquals(List.of(1L, 2L, 0L), pages);
    assertEquals(List.of(1.0, 2.0, 2.0), seconds);
    assertEquals(2, shards.get(1).length, "each page has the layout in force");
  }

  @Test
  void aPageHasAsManyRowsAsFit() {
    for (int i = 0; i < 40; i++) {
      journal.append(NOON_NS + i, "name%d.x:1|c".formatted(i));
    }
    Totals totals = new Totals(LineFilter.all(), 1, 10);
    try (JournalReader reader = journal.reader();
        JournalWalk walk =
            JournalWalk.over(
                reader,
                new Range(0, 40, Long.MIN_VALUE, Long.MAX_VALUE),
                JournalWalk.Gaps.UNSEEN)) {
      totals.add(walk);
    }
    assertTrue(TopText.lines(totals, 1, 10, 80).size() > 40);
    List<String> page = TopText.page(totals, 1, 10, new Screen.Size(80, 40));
    assertTrue(page.size() < 40, page::toString);
    assertTrue(page.size() > 35, page::toString);
    assertEquals(2, top("--watch", "--since", "5m").code());
    assertEquals(2, top("--watch", "soon").code());
  }

  @Test
  void filesOfOneLayoutAreOneLayout() {
    String large = "x".repeat(60_000);
    for (int i = 0; i < 80; i++) {
      journal.append(NOON_NS + i, large);
    }
    assertTrue(journal.files().size() > 1, "more than one file");
    assertEquals(1, json("--from", "0").get("layouts").getAsInt());
    journal.relayout(3).append(NOON_NS + SECOND_NS, "a:1|c");
    assertEquals(2, json("--from", "0").get("layouts").getAsInt());
  }

  @Test
  void theBusiestComeFirstWithTheirRates() {
    for (int second = 0; second <= 10; second++) {
      journal.append(
          NOON_NS + second * SECOND_NS,
          "web.hits,n=1:1|c\nweb.hits,n=2:1|c\nweb.time:5|ms",
          "db.q:1|g");
    }
    JsonObject json = json("--from", "0");
    assertEquals(44, json.get("lines").getAsLong());
    assertEquals(22, json.get("datagrams").getAsLong());
    assertEquals(4.4, json.get("lines_per_second").getAsDouble(), 0.001);
    assertEquals(3, json.get("distinct_names").getAsLong());
    assertEquals(4, json.get("distinct_series").getAsLong());
    JsonObject first = json.getAsJsonArray("names").get(0).getAsJsonObject();
    assertEquals("web.hits", first.get("name").getAsString());
    assertEquals(22, first.get("lines_at_least").getAsLong());
    assertEquals(22, first.get("lines_at_most").getAsLong());
    JsonObject prefix = json.getAsJsonArray("prefixes").get(0).getAsJsonObject();
    assertEquals("web", prefix.get("name").getAsString());
    assertEquals(3.3, prefix.get("lines_per_second").getAsDouble(), 0.001);
    assertEquals(
        "c", json.getAsJsonArray("types").get(0).getAsJsonObject().get("type").getAsString());
    assertEquals(
        44,
        json.getAsJsonArray("lines_by_shard").get(0).getAsLong()
            + json.getAsJsonArray("lines_by_shard").get(1).getAsLong());
    JsonObject largest = json.getAsJsonArray("largest_datagrams").get(0).getAsJsonObject();
    assertEquals(3, largest.get("lines").getAsLong());
    assertEquals(0, largest.get("number").getAsLong());
  }

  @Test
  void onlyWhatIsChosenCounts() {
    journal.append(NOON_NS, "a:1|c\nb:1|ms").append(NOON_NS + SECOND_NS, "a:1|c");
    assertEquals(2, json("--from", "0", "--match", "a").get("lines").getAsLong());
    assertEquals(1, json("--from", "0", "--type", "ms").get("lines").getAsLong());
    assertEquals(1, json("--since", "1795608001").get("lines").getAsLong());
    assertEquals(0, json().get("lines").getAsLong(), "the last five minutes, far from noon");
  }

  @Test
  void manyNamesStayWithinBoundsAndAreEstimated() {
    List<byte[]> datagrams = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      datagrams.add("n%d:1|c\nbusy.one:1|c".formatted(i).getBytes(StandardCharsets.UTF_8));
      if (datagrams.size() == 1_000) {
        journal.append(NOON_NS, datagrams);
        datagrams.clear();
      }
    }
    JsonObject json = json("--from", "0", "-n", "3");
    assertEquals(40_001, json.get("distinct_names").getAsLong(), 2_000);
    JsonObject first = json.getAsJsonArray("names").get(0).getAsJsonObject();
    assertEquals("busy.one", first.get("name").getAsString());
    assertTrue(first.get("lines_at_least").getAsLong() <= 40_000);
    assertTrue(first.get("lines_at_most").getAsLong() >= 40_000);
  }

  @Test
  void hostileNamesAndTypesAreWrittenOutAndBounded() {
    for (int i = 0; i < 200; i++) {
      journal.append(NOON_NS, "\u001b[2J" + "x".repeat(600) + ":1|type" + i);
    }
    Ran ran = top("--from", "0");
    assertEquals(0, ran.code(), ran::text);
    assertTrue(ran.out().chars().noneMatch(c -> c == 0x1b), ran::text);
    assertTrue(json("--from", "0").getAsJsonArray("types").size() <= 65);
  }

  @Test
  void whatHasNoLinesIsShownToo() {
    journal.append(NOON_NS, "", "\n\n");
    assertTrue(top("--from", "0").out().startsWith("0 lines"), top("--from", "0")::text);
    assertEquals(2, top("-n", "0").code());
  }
}
