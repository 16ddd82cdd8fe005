package io.penstock.console.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.journal.record.Losses;
import io.penstock.tools.check.CounterBalance;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.look.Life;
import io.penstock.tools.status.ReaderReport;
import io.penstock.tools.status.Report;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last hour, in memory and on disk, by a clock of our own. */
class HistoryTest {
  private static final long BEGAN_MS = 1_900_000_000_000L;
  private static final int STEP_MS = 5_000;

  @TempDir private Path folder;

  private final History history = new History();

  @Test
  void oneStepATimeAndRatesBetweenThem() {
    assertTrue(history.add(report(0, reader("shard-0", 1_000, 2.5))).isPresent());
    assertTrue(history.add(report(1_000, reader("shard-0", 1_100, 2.5))).isEmpty());
    history.add(report(5_000, reader("shard-0", 1_500, 3)));
    history.add(report(10_000, reader("shard-0", 3_500, 0)));
    assertEquals("[null,100,400]", series("", "out").toString());
    assertEquals("[2.5,3,0]", series("", "lag").toString());
    assertEquals("[null,100,400]", series("shard-0", "out").toString());
    assertEquals(BEGAN_MS / 1000, history.json("").getAsJsonArray("times").get(0).getAsLong());
  }

  @Test
  void aStepWithoutALookIsUnknownAndNotNothing() {
    history.add(report(0, reader("shard-0", 0, 1)));
    history.add(report(15_000, reader("shard-0", 30, 1)));
    assertEquals("[1,null,null,1]", series("", "lag").toString());
    assertEquals("[null,null,null,2]", series("", "out").toString());
  }

  @Test
  void aTotalThatBeganAnewGivesNoRate() {
    history.add(report(0, reader("shard-0", 1_000, 1)));
    history.add(report(5_000, reader("shard-0", 10, 1)));
    history.add(report(10_000, reader("shard-0", 20, 1)));
    assertEquals("[null,null,2]", series("shard-0", "out").toString());
  }

  @Test
  void itIsAnHourLongAndReadersThatAreGoneAreForgotten() {
    history.add(report(0, reader("shard-9", 0, 1)));
    for (int step = 1; step <= 2 * History.STEPS; step++) {
      history.add(report(step * STEP_MS, reader("shard-0", step, step)));
    }
    assertEquals(History.STEPS, history.json("").getAsJsonArray("times").size());
    assertEquals(History.STEPS + 1, series("", "lag").get(0).getAsInt());
    assertEquals(2 * History.STEPS, series("", "lag").get(History.STEPS - 1).getAsInt());
    assertFalse(history.json("shard-9").getAsJsonObject("series").has("lag"));
  }

  @Test
  void memoryIsBoundedWhateverReadersThereAre() {
    for (int i = 0; i < 10; i++) {
      List<ReaderReport> readers = new ArrayList<>();
      for (int shard = 0; shard < 1_000; shard++) {
        readers.add(reader("ring" + i + "-" + shard, 1, 1));
      }
      history.add(report(i * STEP_MS, readers.toArray(ReaderReport[]::new)));
    }
    assertTrue(history.steps().getLast().values().size() <= History.COLUMNS_MAX);
  }

  @Test
  void aClockThatIsSetBackForgetsWhatIsNotYet() {
    history.add(report(60_000, reader("shard-0", 0, 7)));
    history.add(report(65_000, reader("shard-0", 0, 7)));
    history.add(report(5_000, reader("shard-0", 0, 1)));
    history.add(report(10_000, reader("shard-0", 0, 2)));
    assertEquals("[1,2]", series("", "lag").toString());
  }

  @Test
  void thePastIsThereAfterARestart() {
    run(0, 30);
    JsonObject before = history.json("");
    assertEquals(before, reopened(30).json(""));
    assertEquals(history.json("shard-1"), reopened(30).json("shard-1"));
  }

  @Test
  void theRingGoesRound() {
    run(0, 2 * History.STEPS + 17);
    assertEquals(history.json("shard-0"), reopened(2 * History.STEPS + 17).json("shard-0"));
  }

  @Test
  void moreReadersThanTheFileHasRoomForGetANewOne() throws IOException {
    run(0, 3);
    long small = Files.size(file());
    try (Keeper keeper = Keeper.open(file(), history, BEGAN_MS + 3 * STEP_MS)) {
      List<ReaderReport> many = new ArrayList<>();
      for (int shard = 0; shard < 300; shard++) {
        many.add(reader("shard-" + shard, 4, shard));
      }
      keeper.add(report(4 * STEP_MS, many.toArray(ReaderReport[]::new)));
    }
    assertTrue(Files.size(file()) > 5 * small);
    assertEquals(history.json("shard-1"), reopened(4).json("shard-1"));
    assertEquals("[299]", lastOf(reopened(4), "shard-299"));
  }

  private static String lastOf(History of, String reader) {
    JsonArray lag = of.json(reader).getAsJsonObject("series").getAsJsonArray("lag");
    return "[" + lag.get(lag.size() - 1) + "]";
  }

  @Test
  void aTornRowIsLeftOutAndDamageThrowsNothing() throws IOException {
    run(0, 40);
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(Long.getLong("penstock.test.seed", 100));
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int n = 1 + random.nextInt(64); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file(), damaged);
      History read = reopened(40);
      assertTrue(read.steps().size() <= 41);
    }
    try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
      cut.setLength(random.nextInt(whole.length));
    }
    assertEquals(List.of(), reopened(40).steps());
    run(41, 43);
    assertTrue(reopened(43).steps().size() >= 2, "and it is written again");
  }

  @Test
  void stepsOfAClockThatWasWrongAreLeftOut() {
    run(0, 40);
    assertEquals(21, reopened(20).steps().size());
  }

  @Test
  void whereNothingMayBeWrittenTheHistoryIsInMemoryOnly() {
    Path nowhere = folder.resolve("no/such/folder/history");
    try (Keeper keeper = Keeper.open(nowhere, history, BEGAN_MS)) {
      keeper.add(report(0, reader("shard-0", 0, 1)));
    }
    assertEquals("[1]", series("", "lag").toString());
    assertFalse(Files.exists(folder.resolve("no")));
  }

  private Path file() {
    return folder.resolve("history");
  }

  private void run(int first, int last) {
    try (Keeper keeper = Keeper.open(file(), history, BEGAN_MS + (long) last * STEP_MS)) {
      for (int step = first; step <= last; step++) {
        keeper.add(
            report(
                (long) step * STEP_MS,
                reader("shard-0", 10L * step, step % 7),
                reader("shard-1", 20L * step, 0.25)));
      }
    }
  }

  private History reopened(int step) {
    History read = new History();
    Keeper.open(file(), read, BEGAN_MS + (long) step * STEP_MS).close();
    return read;
  }

  private JsonArray series(String reader, String name) {
    return history.json(reader).getAsJsonObject("series").getAsJsonArray(name);
  }

  private static Report report(long ms, ReaderReport... readers) {
    return new Report(
        Path.of("data"),
        BEGAN_MS + ms,
        Optional.empty(),
        List.of(readers),
        List.of(),
        new JournalLook(0, 0, -1, -1, Optional.empty()),
        CounterBalance.EMPTY,
        List.of());
  }

  private static ReaderReport reader(String name, long lines, double lagSeconds) {
    return new ReaderReport(
        name,
        0,
        "",
        Life.ALIVE,
        1,
        "reading",
        0,
        0,
        0,
        0,
        (long) (lagSeconds * 1e9),
        Double.NaN,
        0,
        lines,
        0,
        new Losses(0, 0, 0),
        0,
        0,
        0);
  }
}
