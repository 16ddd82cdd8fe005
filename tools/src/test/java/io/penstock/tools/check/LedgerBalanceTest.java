package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.audit.Auditor;
import io.penstock.audit.Counted;
import io.penstock.audit.Ledger;
import io.penstock.audit.LedgerEntry;
import io.penstock.audit.LedgerFile;
import io.penstock.journal.Access;
import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.NumberRange;
import io.penstock.reader.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The proof outlives the data; and what is wrong in it is found, when the data is gone too. */
class LedgerBalanceTest {
  @TempDir private Path folder;
  private Books books;
  private JournalOptions options;

  /** Three closed files and an open one; a shard comes and goes. */
  @BeforeEach
  void keep() throws IOException {
    books = new Books(folder, 2);
    options = JournalOptions.of(books.data.journal());
    books.append("a:1|c", "b:1|c\nc:1|c").append("d:1|c").relayout(3);
    books.append("e:1|c\nf:1|c\ng:1|c\nh:1|c", "a:2|c").relayout(2);
    books.append("b:2|c", "c:2|c", "i:1|c").relayout(3).append("j:1|c\nk:1|c", "l:1|c");
    books.keep(Books.ENDED);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private List<JournalFile> files() {
    try (JournalReader journal = JournalReader.open(options, Access.READ_ONLY)) {
      return journal.files();
    }
  }

  private void audit() throws IOException {
    List<JournalFile> files = files();
    try (LedgerFile ledger = LedgerFile.open(books.data.auditLedger(), 1)) {
      Auditor auditor = new Auditor(options, books.data.readers(), ledger);
      for (int i = 0; i < files.size() - 1; i++) {
        NumberRange range =
            new NumberRange(files.get(i).firstNumber(), files.get(i + 1).firstNumber());
        assertTrue(auditor.audit(range, files.get(i).path(), auditor.readers(), _ -> {}));
      }
    }
  }

  private void delete(int count) throws IOException {
    for (JournalFile file : files().subList(0, count)) {
      Files.delete(file.path());
    }
  }

  private String run(int exitCode, String... more) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new CheckCommand());
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(out));
    List<String> arguments = new ArrayList<>(List.of("--data-dir", books.data.root().toString()));
    arguments.addAll(List.of(more));
    assertEquals(exitCode, program.execute(arguments.toArray(String[]::new)), out.toString());
    return out.toString();
  }

  private Set<String> notHolding(int exitCode, String... more) {
    List<String> options = new ArrayList<>(List.of("--balance", "--json"));
    options.addAll(List.of(more));
    Set<String> found = new TreeSet<>();
    JsonObject root =
        JsonParser.parseString(run(exitCode, options.toArray(String[]::new))).getAsJsonObject();
    for (JsonElement element : root.getAsJsonArray("equations")) {
      JsonObject equation = element.getAsJsonObject();
      String verdict = equation.get("verdict").getAsString();
      if (!verdict.equals("holds")) {
        found.add(
            equation.get("of").getAsString()
                + " "
                + verdict
                + ": "
                + equation.get("equation").getAsString());
      }
    }
    return found;
  }

  private void rewriteLedger(UnaryOperator<LedgerEntry> change) throws IOException {
    Path file = books.data.auditLedger();
    List<LedgerEntry> entries = Ledger.read(file).entries().stream().map(change).toList();
    Files.delete(file);
    try (LedgerFile ledger = LedgerFile.open(file, 1)) {
      ledger.add(entries);
    }
  }

  @Test
  void everyResidualIsZeroAfterFilesWereDeleted() throws IOException {
    audit();
    assertEquals(Set.of(), notHolding(0));
    assertEquals(Set.of(), notHolding(0, "--deep"));
    delete(3);
    assertEquals(Set.of(), notHolding(0));
    assertTrue(run(0, "--balance").contains("audited 3 lines of 2 datagrams"), "the last file");
  }

  @Test
  void whatTheLedgerKnowsIsNotReadAgainUnlessItIsAskedFor() throws IOException {
    audit();
    assertTrue(run(0, "--balance").contains("audited 3 lines of 2 datagrams"));
    assertTrue(run(0, "--balance", "--deep").contains("audited 15 lines of 10 datagrams"));
    assertTrue(run(0, "--balance", "--deep").contains(LedgerProof.LINES));
  }

  @Test
  void withoutItTheDeletedFilesAreUnprovenByTheirNumbers() throws IOException {
    delete(1);
    assertTrue(
        run(0, "--balance")
            .contains("3 datagrams cannot be proven: the journal has no longer numbers 0 to 2"));
    try (LedgerFile ledger = LedgerFile.open(books.data.auditLedger(), 1)) {
      ledger.add(List.of(new LedgerEntry.Unaudited(new NumberRange(0, 3), "the disk was full")));
    }
    assertTrue(run(0, "--balance").contains("numbers 0 to 2 (the disk was full)"));
  }

  private void commit(int shard, int lines, long content) throws IOException {
    books.commit(
        shard,
        old ->
            new Position(
                old.number(),
                old.hint(),
                old.startNumber(),
                old.datagrams(),
                old.lines() + lines,
                old.rejectedLines(),
                old.bytes(),
                old.lost(),
                old.expired(),
                old.filteredLines(),
                old.contentSum() + content,
                old.contentFromNumber(),
                old.sequence()));
  }

  private void assertFails(String... equations) {
    Set<String> failing = notHolding(CheckCommand.FAILS);
    for (String equation : equations) {
      assertTrue(failing.contains(equation), failing::toString);
    }
  }

  @Test
  void aLineLostOrSentTwiceIsFoundAfterItsFileIsGone() throws IOException {
    audit();
    delete(3);
    commit(0, -1, 0x1234);
    assertFails("shard-0 fails: " + AuditEquations.LINES);
    commit(0, 2, -0x2468);
    assertFails("shard-0 fails: " + AuditEquations.LINES);
  }

  @Test
  void aLineLostAndAnotherSentTwiceAreFoundByTheirContent() throws IOException {
    audit();
    delete(3);
    commit(1, 0, 0x1234);
    assertEquals(
        Set.of("shard-1 fails: " + AuditEquations.CONTENT), notHolding(CheckCommand.FAILS));
  }

  @Test
  void twoLinesSwappedBetweenShardsAreFoundByTheirContent() throws IOException {
    audit();
    delete(3);
    commit(0, 0, 0x1234);
    commit(1, 0, -0x1234);
    assertEquals(
        Set.of(
            "shard-0 fails: " + AuditEquations.CONTENT, "shard-1 fails: " + AuditEquations.CONTENT),
        notHolding(CheckCommand.FAILS));
  }

  @Test
  void aWrongEntryIsAResidualAndDeepSaysWhereItIs() throws IOException {
    audit();
    rewriteLedger(
        entry ->
            entry instanceof LedgerEntry.Audited one
                    && one.life().reader().equals("shard-1")
                    && one.range().from() == 0
                ? new LedgerEntry.Audited(one.life(), oneMore(one.counted()))
                : entry);
    assertEquals(Set.of("shard-1 fails: " + AuditEquations.LINES), notHolding(CheckCommand.FAILS));
    assertEquals(
        Set.of("shard-1 fails: " + LedgerProof.LINES), notHolding(CheckCommand.FAILS, "--deep"));
    assertTrue(
        run(CheckCommand.FAILS, "--balance", "--deep").contains("first differs in numbers 0 to 2"));
  }

  private static Counted oneMore(Counted old) {
    return new Counted(
        old.range(), old.datagrams(), old.lines() + 1, old.bytes(), old.lost(), old.content());
  }

  @Test
  void damageInItIsNamedAndWhatItSaidIsUnproven() throws IOException {
    audit();
    delete(3);
    Path file = books.data.auditLedger();
    Files.writeString(file, Files.readString(file).replaceFirst("to=3 ", "to=4 "));
    assertTrue(run(CheckCommand.FAILS).contains("E-LEDGER"));
    Set<String> found = notHolding(0);
    assertTrue(
        !found.isEmpty() && found.stream().allMatch(one -> one.startsWith("shard-0 unproven: ")),
        found::toString);
  }
}
