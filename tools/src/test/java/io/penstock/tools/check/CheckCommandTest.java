package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.audit.PlainContent;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.reader.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Right books balance, and each way of keeping them wrong is found. */
class CheckCommandTest {
  @TempDir Path folder;

  private Books books;

  @BeforeEach
  void newBooks() throws IOException {
    newBooks(2);
  }

  private void newBooks(int shards) throws IOException {
    closeBooks();
    books = new Books(Files.createTempDirectory(folder, "books"), shards);
  }

  @AfterEach
  void closeBooks() {
    if (books != null) {
      books.close();
    }
  }

  private static String run(int exitCode, Books books, String... more) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new CheckCommand());
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(out));
    List<String> arguments =
        new ArrayList<>(List.of("--balance", "--data-dir", books.data.root().toString()));
    arguments.addAll(List.of(more));
    assertEquals(exitCode, program.execute(arguments.toArray(String[]::new)), out.toString());
    return out.toString();
  }

  /** Runs, and returns each equation that does not hold with its verdict. */
  private static Set<String> notHolding(int exitCode, Books books) {
    JsonObject root = JsonParser.parseString(run(exitCode, books, "--json")).getAsJsonObject();
    assertEquals(exitCode == 0, root.get("holds").getAsBoolean());
    Set<String> found = new TreeSet<>();
    for (JsonElement element : root.getAsJsonArray("equations")) {
      JsonObject equation = element.getAsJsonObject();
      String verdict = equation.get("verdict").getAsString();
      if (verdict.equals("holds")) {
        assertEquals(0, equation.get("residual").getAsLong());
      } else {
        found.add(
            "%s %s: %s"
                .formatted(
                    equation.get("of").getAsString(),
                    verdict,
                    equation.get("equation").getAsString()));
      }
    }
    return found;
  }

  private Books someRecords() {
    return books
        .append("a:1|c", "b:1|c\nc:1|c\r\n\n", "no colon, no tags")
        .append("m,b=2,a=1:1|c\nm,a=1,b=2:1|c", "", "\n")
        .append("caf\u00c3\u00a9:1|c", "caf\u00e9:1|c", "_sc|n|0", "a:1|c");
  }

  @Test
  void rightBooksBalance() throws IOException {
    String page = run(0, someRecords().keep(Books.ENDED));
    assertTrue(page.contains("balanced: every residual is zero"), page);
    assertTrue(page.contains("audited 10 lines of 10 datagrams"), page);
    JsonArray equations =
        JsonParser.parseString(run(0, books, "--json"))
            .getAsJsonObject()
            .getAsJsonArray("equations");
    assertEquals(1 + 2 * 4 + 2 * 5, equations.size());
  }

  private interface Lie {
    void tell(Books books) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> eachLieIsFoundWhereItWasTold() {
    return Stream.of(
        lie(
            "a datagram received twice",
            books -> books.add(IngestCounter.RECEIVED_DATAGRAMS, 1),
            "ingest fails: " + CounterEquations.RECEIVED),
        lie(
            "a drop not counted",
            books -> books.add(IngestCounter.DROPPED_CRASH, -3),
            "ingest fails: " + CounterEquations.RECEIVED),
        lie(
            "a datagram lost and committed",
            books -> books.add(0, 0, 0, 0, 0, 1),
            "shard-0 fails: " + CounterEquations.POSITION,
            "shard-0 fails: " + AuditEquations.LOST),
        lie(
            "a line scanned and not routed",
            books -> books.add(1, ReaderCounter.SCANNED_LINES, 1),
            "shard-1 fails: " + CounterEquations.SCANNED),
        lie(
            "a repeat too many",
            books -> books.add(1, ReaderCounter.REPEATED_LINES, 1),
            "shard-1 fails: " + CounterEquations.ACCEPTED),
        lie(
            "a repeat not counted, left in doubt by a clean end",
            books -> books.add(1, ReaderCounter.REPEATED_LINES, -1),
            "shard-1 fails: " + CounterEquations.ACCEPTED),
        lie(
            "a line given up and not counted",
            books -> books.add(0, ReaderCounter.DISCARDED_LINES, -1),
            "shard-0 fails: " + CounterEquations.ROUTED),
        lie(
            "a line that nobody sent, in books that agree with themselves",
            books ->
                books
                    .add(0, 0, 1, 0, 0, 0)
                    .add(0, ReaderCounter.ACCEPTED_LINES, 1)
                    .add(0, ReaderCounter.ROUTED_LINES, 1)
                    .add(0, ReaderCounter.SCANNED_LINES, 1),
            "shard-0 fails: " + AuditEquations.LINES),
        lie(
            "a line sent to the other shard",
            books -> {
              for (int shard = 0; shard < 2; shard++) {
                int lines = shard == 0 ? 1 : -1;
                books
                    .add(shard, 0, lines, 0, 0, 0)
                    .add(shard, ReaderCounter.ACCEPTED_LINES, lines)
                    .add(shard, ReaderCounter.ROUTED_LINES, lines)
                    .add(shard, ReaderCounter.PASSED_BY_LINES, -lines);
              }
            },
            "shard-0 fails: " + AuditEquations.LINES,
            "shard-1 fails: " + AuditEquations.LINES),
        lie(
            "a datagram called lost that is there",
            books -> books.add(0, -1, 0, 0, 0, 1),
            "shard-0 fails: " + AuditEquations.DATAGRAMS,
            "shard-0 fails: " + AuditEquations.LOST),
        lie(
            "a byte too few",
            books -> books.add(1, 0, 0, 0, -1, 0),
            "shard-1 fails: " + AuditEquations.BYTES),
        lie(
            "a line lost and another sent twice, in books that agree with themselves",
            books -> books.commit(0, CheckCommandTest::withAnotherLine),
            "shard-0 fails: " + AuditEquations.CONTENT));
  }

  private static Position withAnotherLine(Position old) {
    long lost = PlainContent.of("a:1|c".getBytes(StandardCharsets.US_ASCII));
    long twice = PlainContent.of("b:1|c".getBytes(StandardCharsets.US_ASCII));
    return withContent(old, old.contentSum() - lost + twice);
  }

  private static Position withContent(Position old, long sum) {
    return new Position(
        old.number(),
        old.hint(),
        old.startNumber(),
        old.datagrams(),
        old.lines(),
        old.rejectedLines(),
        old.bytes(),
        old.lost(),
        old.expired(),
        old.filteredLines(),
        sum,
        old.contentFromNumber(),
        old.sequence());
  }

  @Test
  void theContentOfBooksOfTheVersionBeforeIsAuditedFromWhereTheReaderStood() throws IOException {
    someRecords().keep(Books.ENDED);
    Path reader = books.data.readers().resolve("shard-0");
    byte[] page = Files.readAllBytes(reader);
    Arrays.fill(page, 64 + 256, 64 + 256 + 128, (byte) 0); // where it kept nothing
    Files.write(reader, page);
    assertEquals(Set.of(), notHolding(0, books));
    assertTrue(run(0, books).contains("kept from number 10 on"));
    books.commit(0, old -> withContent(old, 1)); // of nothing
    assertEquals(
        Set.of("shard-0 fails: " + AuditEquations.CONTENT), notHolding(CheckCommand.FAILS, books));
  }

  @Test
  void contentIsEqualOrDiffers() throws IOException {
    someRecords().keep(Books.ENDED);
    assertTrue(run(0, books).contains(" equal "));
    books.commit(0, old -> withContent(old, 0x0123_4567_89ab_cdefL));
    String page = run(CheckCommand.FAILS, books);
    assertTrue(page.contains(" 0123456789abcdef "), page);
    assertTrue(page.contains(" differs "), page);
  }

  private DynamicTest lie(String name, Lie lie, String... found) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          newBooks(2);
          lie.tell(someRecords().keep(Books.ENDED));
          assertEquals(Set.of(found), notHolding(CheckCommand.FAILS, books));
        });
  }

  @Test
  void rejectedLinesAreInTheJournalToo() throws IOException {
    someRecords()
        .keep(Books.ENDED)
        .add(0, 0, -1, 1, 0, 0)
        .add(0, ReaderCounter.ACCEPTED_LINES, -1)
        .add(0, ReaderCounter.REJECTED_TOO_BIG_LINES, 1);
    assertEquals(Set.of(), notHolding(0, books));
  }

  @Test
  void whatAKilledWorkerHadInDoubtOrPendingIsNoFault() throws IOException {
    someRecords()
        .keep(Books.DEAD)
        .add(0, ReaderCounter.ACCEPTED_LINES, 3)
        .add(0, ReaderCounter.ROUTED_LINES, 5)
        .add(0, ReaderCounter.SCANNED_LINES, 5);
    assertEquals(Set.of(), notHolding(0, books));
    String page = run(0, books);
    assertTrue(page.contains("in doubt 3, repeated 5"), page);
    assertTrue(page.contains("pending 2, rejected 0, discarded 2"), page);
  }

  @Test
  void whatAKilledWorkerCannotHaveDoneIsAFault() throws IOException {
    someRecords().keep(Books.DEAD).add(0, ReaderCounter.REPEATED_LINES, 1);
    assertEquals(
        Set.of("shard-0 fails: " + CounterEquations.ACCEPTED),
        notHolding(CheckCommand.FAILS, books));
  }

  @Test
  void whatAKillCameBetweenIsOpenUntilTheNextStart() throws IOException {
    someRecords()
        .keep(Books.DEAD)
        .add(IngestCounter.RECEIVED_DATAGRAMS, 5)
        .add(0, ReaderCounter.PASSED_BY_LINES, 9);
    assertEquals(
        Set.of(
            "ingest open: " + CounterEquations.RECEIVED,
            "shard-0 open: " + CounterEquations.SCANNED),
        notHolding(0, books));
  }

  @Test
  void numbersGivenOutToNothingAreLost() throws IOException {
    someRecords().gap(20).append("a:1|c", "b:1|c").keep(Books.ENDED);
    assertEquals(Set.of(), notHolding(0, books));
    assertTrue(run(0, books).contains("lost 20 (missing 20), expired 0"));
  }

  @Test
  void everyLineIsCountedByTheLayoutOfItsTime() throws IOException {
    String[] many = new String[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = "name." + i + ":1|c";
    }
    books.append(many).relayout(3).append(many).relayout(2).append(many).keep(Books.ENDED);
    assertEquals(Set.of(), notHolding(0, books));
  }

  @Test
  void aShardThatWasAwayPassesOverWhatItMissed() throws IOException {
    newBooks(3);
    someRecords().relayout(2).append("x:1|c", "y:1|c\nz:1|c").relayout(3);
    someRecords().keep(Books.ENDED);
    assertEquals(Set.of(), notHolding(0, books));
    books.add(2, 0, 0, 0, 1, 0);
    assertEquals(
        Set.of("shard-2 fails: " + AuditEquations.BYTES), notHolding(CheckCommand.FAILS, books));
  }

  @Test
  void aRetiredShardIsCountedUpToItsEnd() throws IOException {
    newBooks(3);
    someRecords().relayout(2).append("x:1|c", "y:1|c\nz:1|c").keep(Books.ENDED);
    assertEquals(Set.of(), notHolding(0, books));
  }

  @Test
  void historyThatIsGoneIsUnprovenButNeverMoreThanWasCommitted() throws IOException {
    someRecords().relayout(3).append("a:1|c\nb:1|c\nc:1|c", "d:1|c").relayout(2);
    someRecords().keep(Books.ENDED);
    deleteOldestFile();
    Set<String> unproven = notHolding(0, books);
    assertTrue(
        unproven.contains("shard-0 unproven: " + AuditEquations.DATAGRAMS), unproven::toString);
    assertTrue(unproven.stream().allMatch(one -> one.contains(" unproven: audit: ")));
    assertTrue(unproven.stream().noneMatch(one -> one.startsWith("shard-2")), unproven::toString);
    assertTrue(
        run(0, books)
            .contains("10 datagrams cannot be proven: the journal has no longer numbers 0 to 9"));
    books.add(0, -15, 0, 0, 0, 15);
    assertTrue(
        notHolding(CheckCommand.FAILS, books)
            .contains("shard-0 fails: " + AuditEquations.DATAGRAMS));
  }

  /** As a power cut leaves them that took what readers had taken before. */
  @Test
  void whatTheJournalLostBehindAReadersBackIsUnproven() throws IOException {
    someRecords().gap(20).append("a:1|c\nb:1|c", "c:1|c").keep(Books.ENDED);
    for (int shard = 0; shard < 2; shard++) {
      books.add(shard, 20, 13, 0, 190, -20);
      books.add(shard, ReaderCounter.ACCEPTED_LINES, 13).add(shard, ReaderCounter.ROUTED_LINES, 13);
      books.add(shard, ReaderCounter.SCANNED_LINES, 13);
    }
    Set<String> unproven = notHolding(0, books);
    assertEquals(8, unproven.size(), unproven::toString);
    assertTrue(unproven.stream().allMatch(one -> one.contains(" unproven: audit: ")));
    assertTrue(
        run(0, books)
            .contains("20 datagrams cannot be proven: the journal has no longer numbers 10 to 29"));
    books.add(1, 0, -14, 0, 0, 0); // one of those that are there
    assertTrue(
        notHolding(CheckCommand.FAILS, books).contains("shard-1 fails: " + AuditEquations.LINES));
  }

  @Test
  void aReaderAheadOfAJournalThatWasCutIsUnproven() throws IOException {
    someRecords().keep(Books.ENDED).commit(0, CheckCommandTest::twelveFurther);
    books.add(0, ReaderCounter.ACCEPTED_LINES, 4).add(0, ReaderCounter.ROUTED_LINES, 4);
    books.add(0, ReaderCounter.SCANNED_LINES, 4);
    Set<String> unproven = notHolding(0, books);
    assertTrue(unproven.contains("shard-0 unproven: " + AuditEquations.DATAGRAMS));
    assertTrue(unproven.stream().allMatch(one -> one.startsWith("shard-0 unproven: ")));
  }

  private static Position twelveFurther(Position old) {
    return new Position(
        old.number() + 12,
        old.hint(),
        old.startNumber(),
        old.datagrams() + 12,
        old.lines() + 4,
        old.rejectedLines(),
        old.bytes() + 60,
        old.lost(),
        old.expired(),
        old.filteredLines(),
        old.contentSum(),
        old.contentFromNumber(),
        old.sequence());
  }

  private void deleteOldestFile() throws IOException {
    try (Stream<Path> files = Files.list(books.data.journal())) {
      Files.delete(
          files.filter(file -> file.toString().endsWith(".cq4")).sorted().findFirst().get());
    }
  }

  @Test
  void aRecordThatWasReadAndIsDamagedByNowIsFound() throws IOException {
    someRecords().keep(Books.ENDED);
    Path file;
    try (Stream<Path> files = Files.list(books.data.journal())) {
      file = files.filter(one -> one.toString().endsWith(".cq4")).findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("m,b=2");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertTrue(run(CheckCommand.FAILS, books).contains("damaged records: 1"));
    assertEquals(
        Set.of(
            "shard-0 fails: " + AuditEquations.DATAGRAMS,
            "shard-0 fails: " + AuditEquations.BYTES,
            "shard-0 fails: " + AuditEquations.LOST,
            "shard-1 fails: " + AuditEquations.DATAGRAMS,
            "shard-1 fails: " + AuditEquations.BYTES,
            "shard-1 fails: " + AuditEquations.LOST),
        withoutLines(notHolding(CheckCommand.FAILS, books)));
  }

  /** Both lines of the damaged record go to one shard; which is not the point. */
  private static Set<String> withoutLines(Set<String> equations) {
    assertTrue(equations.removeIf(one -> one.endsWith(AuditEquations.LINES)));
    assertTrue(equations.removeIf(one -> one.endsWith(AuditEquations.CONTENT)));
    return equations;
  }

  @Test
  void whatExpiredOrWasLeftOutIsPartOfTheAudit() throws IOException {
    someRecords()
        .keep(Books.ENDED)
        .commit(0, old -> leftOut(old, 2, 1))
        .add(0, ReaderCounter.FILTERED_LINES, 1)
        .add(0, ReaderCounter.ROUTED_LINES, -1)
        .add(0, ReaderCounter.ACCEPTED_LINES, -1);
    assertEquals(Set.of(), notHolding(0, books));
    books.commit(0, old -> leftOut(old, 0, -1));
    assertEquals(
        Set.of("shard-0 fails: " + AuditEquations.LINES), notHolding(CheckCommand.FAILS, books));
  }

  /** So many datagrams had expired, and so many of its lines were left out. */
  private static Position leftOut(Position old, int expired, int lines) {
    return new Position(
        old.number(),
        old.hint(),
        old.startNumber(),
        old.datagrams() - expired,
        old.lines() - Math.max(0, lines),
        old.rejectedLines(),
        old.bytes(),
        old.lost(),
        old.expired() + expired,
        old.filteredLines() + lines,
        old.contentSum(),
        old.contentFromNumber(),
        old.sequence());
  }

  @Test
  void whatCannotRunEndsWithOne() throws IOException {
    assertTrue(run(1, books).contains("nothing has run here yet"));
    someRecords().keep(Books.ENDED);
    Files.write(books.data.readers().resolve("shard-1"), new byte[10]);
    assertTrue(run(1, books).contains("cannot read "));
    while (Files.exists(books.data.journal()) && hasFiles()) {
      deleteOldestFile();
    }
    assertTrue(run(1, books).contains("there is no journal in "));
  }

  private boolean hasFiles() throws IOException {
    try (Stream<Path> files = Files.list(books.data.journal())) {
      return files.anyMatch(file -> file.toString().endsWith(".cq4"));
    }
  }
}
