package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.PollResult;
import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.load.Load;
import io.penstock.tools.load.LoadPlan;
import io.penstock.tools.load.LoadReport;
import io.penstock.tools.sink.Sink;
import io.penstock.tools.sink.SinkLedger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Looking changes nothing and costs the daemons nothing. */
@Alone
@ExtendWith(PenstockExtension.class)
class ReadOnlyToolsTest {
  private static final int TIME_DIGITS = 16;
  private static final int RUNS = 1_000;
  private static final int RUNS_AS_PROCESSES = 20;
  private static final int DATAGRAMS_PER_SECOND = 20_000;
  private static final int LINES_PER_DATAGRAM = 5;
  private static final int BASELINE_DATAGRAMS = 20 * DATAGRAMS_PER_SECOND;

  @Test
  @Timeout(180)
  void readingCommandsLeaveEveryByteAndTimeAsItWas(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      penstock.awaitReceived(Traffic.send(Offered.to(penstock).datagrams(3_000)).datagrams());
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      Map<String, String> before = state(penstock.data());
      for (List<String> command : ReadingTools.all()) {
        Exit exit = ReadingTools.run(ReadingTools.words(command, penstock));
        assertFalse(ReadingTools.hasTrace(exit), () -> command + "\n" + exit.text());
        boolean mayBeEmpty = command.contains("--since"); // nothing is so young any more
        assertFalse(exit.text().isEmpty() && !mayBeEmpty, () -> command + " said nothing");
        assertEquals(before, state(penstock.data()), command::toString);
      }
      Balance.assertZero(penstock);
    }
  }

  /** Digest, length, mode and time of change of every file. */
  private static Map<String, String> state(Path folder) throws Exception {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String kept =
            Files.isRegularFile(file)
                ? HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))
                : "";
        Map<String, Object> of =
            Files.readAttributes(file, "unix:size,mode,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        state.put(file.toString(), kept + new TreeMap<>(of));
      }
    }
    return state;
  }

  /**
   * strace sees every file that a command opens: none of the data directory's for writing, none
   * made, moved or deleted there.
   */
  @Test
  @Tag("long")
  @Timeout(300)
  void noReadingCommandOpensAFileOfOursForWriting(Penstock penstock) throws Exception {
    assumeTrue(isThere("strace"), "skipped: there is no strace (Debian package strace)");
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      penstock.awaitReceived(Traffic.send(Offered.to(penstock).datagrams(2_000)).datagrams());
      for (List<String> command : ReadingTools.all()) {
        Path trace = penstock.home().resolve("strace.txt");
        List<String> words =
            new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-e", "trace=%file,%desc", "-o"));
        words.addAll(List.of(trace.toString(), "-e", "signal=none"));
        words.add(Penstock.ROOT.resolve("scripts/penstock").toString());
        words.addAll(ReadingTools.words(command, penstock));
        penstock.launchAsIs(command.getFirst() + "-strace", words).awaitEnd();
        assertReadsOnly(command, Files.readAllLines(trace), penstock.data().toString());
      }
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      Balance.assertZero(penstock);
    }
  }

  private static void assertReadsOnly(List<String> command, List<String> calls, String data) {
    Pattern changes =
        Pattern.compile(
            "^\\d+ +((open|openat|openat2)\\(.*O_(WRONLY|RDWR|CREAT|TRUNC).*"
                + "|(creat|unlink|unlinkat|rename|renameat|renameat2|mkdir|mkdirat|truncate"
                + "|ftruncate|fallocate|link|symlink|chmod|fchmod|fchmodat|pwrite64|pwritev|write"
                + "|flock|utimensat)\\(.*)");
    List<String> ours = calls.stream().filter(call -> call.contains(data + "/")).toList();
    if (!command.getFirst().equals("explain")) {
      assertFalse(ours.isEmpty(), () -> command + " opened nothing of ours: nothing is shown");
    }
    List<String> writing = ours.stream().filter(call -> changes.matcher(call).matches()).toList();
    assertEquals(List.of(), writing, command::toString);
    List<String> shared =
        ours.stream()
            .filter(call -> call.contains("mmap(") && call.contains("PROT_WRITE"))
            .filter(call -> call.contains("MAP_SHARED"))
            .toList();
    assertEquals(List.of(), shared, command::toString);
  }

  private static boolean isThere(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /**
   * At 100,000 lines a second, once alone and once beside a thousand runs of the reading commands,
   * which run in this process, and some as processes of their own. Load and sinks run on the same
   * host, so the figures say what a busy host does, and are reported only.
   */
  @Test
  @Tag("long")
  @Timeout(600)
  void thousandRunsBesideAHundredThousandLinesASecondLoseNothing(Penstock penstock)
      throws Exception {
    Histogram alone;
    try (Penstock other = new Penstock(Files.createDirectory(penstock.home().resolve("alone")))) {
      alone = sendingToAppend(other, BASELINE_DATAGRAMS, () -> {});
    }
    int[] runs = new int[1];
    Histogram beside =
        sendingToAppend(penstock, Long.MAX_VALUE, () -> runs[0] = runReadingCommands(penstock));
    System.out.printf(
        "%d runs of reading commands beside %,d lines/s: from sending to the journal p50 %,d -> %,d"
            + " us, p99 %,d -> %,d us (x %.2f), longest %,d -> %,d us%n",
        runs[0],
        DATAGRAMS_PER_SECOND * LINES_PER_DATAGRAM,
        alone.getValueAtPercentile(50),
        beside.getValueAtPercentile(50),
        alone.getValueAtPercentile(99),
        beside.getValueAtPercentile(99),
        beside.getValueAtPercentile(99) / Math.max(1.0, alone.getValueAtPercentile(99)),
        alone.getMaxValue(),
        beside.getMaxValue());
    assertTrue(runs[0] >= RUNS, () -> "ran only " + runs[0]);
  }

  /** Sends until the work is done, then holds sent, received and committed against each other. */
  private static Histogram sendingToAppend(Penstock penstock, long datagrams, Runnable work)
      throws Exception {
    SinkLedger ledger = new SinkLedger(EpochMicros.start());
    List<InetSocketAddress> addresses = List.of(Loopback.fresh(), Loopback.fresh());
    LoadPlan plan =
        new LoadPlan(
            penstock.address(),
            new LoadPlan.Series(1_000, 100, true, true, ""),
            new LoadPlan.Packing(LINES_PER_DATAGRAM, 1, 1),
            LoadPlan.Span.count(datagrams, DATAGRAMS_PER_SECOND));
    try (Sink sink = Sink.start(addresses, Sink.RECEIVE_BUFFER_BYTES, 0, ledger)) {
      penstock.destinations(addresses);
      penstock.start();
      LoadReport sent;
      try (Load load = Load.open(plan)) {
        CompletableFuture<LoadReport> report =
            CompletableFuture.supplyAsync(
                load::run, task -> Thread.ofPlatform().daemon().name("traffic").start(task));
        work.run();
        if (datagrams == Long.MAX_VALUE) {
          load.stop();
        }
        sent = report.get(60, TimeUnit.SECONDS);
      }
      await("everything sent is received or counted as dropped")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  penstock.count(IngestCounter.RECEIVED_DATAGRAMS)
                          + penstock.count(IngestCounter.KERNEL_DROPS)
                      >= sent.datagrams());
      assertEquals(0, penstock.count(IngestCounter.KERNEL_DROPS), "dropped by the kernel");
      assertEquals(sent.datagrams(), penstock.head(), "appended");
      penstock.awaitDelivered();
      assertEquals(sent.lines(), sink.ask(ledger::report).distinct(), "lines at the sinks");
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      Balance.assertZero(penstock);
      return sendingToAppend(penstock.data().resolve("journal"));
    }
  }

  /** Of each record the datagram that was sent first: by the time at its end, in microseconds. */
  private static Histogram sendingToAppend(Path journal) {
    Histogram micros = new Histogram(60_000_000, 3);
    try (JournalReader reader = JournalReader.open(JournalOptions.of(journal), Access.READ_ONLY);
        JournalCursor cursor = reader.newCursor()) {
      for (PollResult result = cursor.poll();
          result != PollResult.NOTHING;
          result = cursor.poll()) {
        if (result == PollResult.DATAGRAMS) {
          int end = cursor.datagramOffset(0) + cursor.datagramLength(0);
          long sent = cursor.buffer().parseLongAscii(end - TIME_DIGITS, TIME_DIGITS);
          micros.recordValue(Math.clamp(cursor.receiveTimeNs() / 1_000 - sent, 0, 60_000_000));
        }
      }
    }
    assertTrue(micros.getTotalCount() > 1_000, "too few records to say anything");
    return micros;
  }

  private static int runReadingCommands(Penstock penstock) {
    int runs = 0;
    List<List<String>> commands = ReadingTools.all().stream().filter(c -> !isHeavy(c)).toList();
    for (List<String> command : ReadingTools.all()) {
      assertLooks(command, ReadingTools.run(ReadingTools.words(command, penstock)));
      runs++;
    }
    for (int i = 0; i < RUNS_AS_PROCESSES; i++) {
      List<String> command = commands.get(i % commands.size());
      assertLooks(
          command,
          penstock
              .launchBare(ReadingTools.words(command, penstock).toArray(String[]::new))
              .awaitEnd());
      runs++;
    }
    for (int i = 0; runs < RUNS; i++, runs++) {
      List<String> command = commands.get(i % commands.size());
      assertLooks(command, ReadingTools.run(ReadingTools.words(command, penstock)));
    }
    return runs;
  }

  /** What waits for rates, for destinations, or reads all of the journal: not a hundred times. */
  private static boolean isHeavy(List<String> command) {
    return command.contains("--json")
        || List.of("doctor", "check", "top").contains(command.getFirst());
  }

  private static void assertLooks(List<String> command, Exit exit) {
    assertTrue(exit.code() >= 0 && exit.code() <= 3, () -> command + "\n" + exit.text());
    assertFalse(ReadingTools.hasTrace(exit), () -> command + "\n" + exit.text());
  }
}
