package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCheck;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.os.ExclusiveLock;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.integrity.RepairCommand;
import io.penstock.tools.look.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code penstock check} finds damage and {@code penstock repair} mends what can be mended. */
class IntegrityTest {
  private static final int SOUND = 0;
  private static final int DAMAGED = 2;
  private static final int LOCKED = 3;

  @TempDir private Path home;

  private Books books;

  /** Three files of six datagrams each; the readers have committed all of them. */
  @BeforeEach
  void keepBooks() throws IOException {
    books = new Books(home, 2);
    for (int file = 0; file < 3; file++) {
      for (int record = 0; record < 3; record++) {
        books.append("a" + file + record + ":1|c", "b" + file + record + ":1|c");
      }
      if (file < 2) {
        books.relayout(2 + (file + 1) % 2);
      }
    }
    books.keep(Books.ENDED);
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void aSoundDirectoryIsSoundAndNothingIsToBeRepaired() throws IOException {
    assertTrue(run(SOUND, "check").contains("OK: no damage found"));
    assertTrue(run(SOUND, "check", "--deep").contains("3 roll files"));
    assertTrue(json(SOUND, "check", "--deep", "--json").get("sound").getAsBoolean());
    assertTrue(run(SOUND, "repair").contains("Nothing to repair."));
  }

  @Test
  void aFlippedByteIsFoundWithFilePositionAndNumbers() throws IOException {
    flip(file(2), "b21:");
    String found = run(DAMAGED, "check");
    assertTrue(found.contains("E-CRC"), found);
    assertTrue(found.contains("numbers 14 to 15 (2)"), found);
    assertTrue(found.contains(file(2).getFileName() + " at byte "), found);
    JsonObject finding =
        json(DAMAGED, "check", "--json").getAsJsonArray("findings").get(0).getAsJsonObject();
    assertEquals("E-CRC", finding.get("code").getAsString());
    assertEquals(14, finding.get("first_number").getAsLong());
    assertEquals(2, finding.get("datagrams").getAsLong());
    assertTrue(finding.get("position").getAsLong() > 0);
  }

  @Test
  void filesThatRetentionDeletesMeanwhileAreNoDamage() throws IOException {
    List<Path> old = List.of(file(0), file(1));
    Path journal = books.data.journal();
    JournalCheck found =
        JournalCheck.of(
            journal,
            true,
            18,
            _ -> {
              try {
                for (Path file : old) {
                  Files.deleteIfExists(file);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertFalse(Files.exists(old.getLast()));
    assertEquals(List.of(), found.findings());
  }

  @Test
  void aReaderThatIsForgottenMeanwhileIsNoDamage() throws IOException {
    Path reader = books.data.readers().resolve("shard-7");
    Files.createSymbolicLink(reader, home.resolve("gone")); // listed, and not there to be opened
    assertTrue(run(SOUND, "check").contains("OK: no damage found"));
    assertEquals(List.of(), Look.at(books.data).faults());
  }

  @Test
  void theNewestFileIsLookedAtAlwaysTheOthersWithDeep() throws IOException {
    flip(file(0), "b01:");
    assertTrue(run(SOUND, "check").contains("--deep checks every file"));
    assertTrue(run(DAMAGED, "check", "--deep").contains("numbers 2 to 3 (2)"));
  }

  @Test
  void whatReadersSkipByThemselvesRemainsAndIsSaid() throws IOException {
    flip(file(1), "b11:");
    String plan = run(DAMAGED, "repair");
    assertTrue(plan.contains("Not repairable by renaming"), plan);
    assertTrue(plan.contains("shard-0: loses 0 datagrams, may repeat none"), plan);
    assertTrue(run(DAMAGED, "repair", "--execute").contains("E-CRC"));
  }

  @Test
  void aPlanChangesNothing() throws IOException {
    hurtEverything();
    Map<Path, Integer> before = snapshot();
    String plan = run(DAMAGED, "repair");
    assertTrue(plan.contains("Nothing was changed. Add --execute"), plan);
    run(DAMAGED, "repair", "--json");
    run(DAMAGED, "check", "--deep");
    assertEquals(before, snapshot());
  }

  @Test
  void anAppliedRepairRenamesEverythingThatCannotBeReadAndDeletesNothing() throws IOException {
    Map<Path, Integer> whole = snapshot();
    hurtEverything();
    Map<Path, Integer> hurt = snapshot();
    JsonObject plan = json(DAMAGED, "repair", "--json");
    assertFalse(plan.get("applied").getAsBoolean());
    String done = run(SOUND, "repair", "--execute");
    assertTrue(done.contains("OK: no damage found, with notes"), done);
    assertTrue(run(SOUND, "check", "--deep").contains("W-ASIDE"));
    assertTrue(run(SOUND, "repair").contains("Nothing to repair."));
    List<Integer> contents = new ArrayList<>(snapshot().values());
    hurt.forEach((file, hash) -> assertTrue(contents.contains(hash), () -> file + " is gone"));
    assertTrue(whole.size() > 5);
  }

  @Test
  void aJournalWithoutItsTableIsReadAgainAfterTheRepair() throws IOException {
    Files.write(metadata(), new byte[1000]);
    assertTrue(run(DAMAGED, "check").contains("E-METADATA"));
    run(SOUND, "repair", "--execute");
    assertTrue(run(SOUND, "check", "--deep").contains("W-ASIDE"));
    assertTrue(Files.exists(metadata()));
  }

  @Test
  void aReaderWithTwoBadSlotsIsMadeAnewWhereItStood() throws IOException {
    long hint;
    try (JournalReader journal =
            JournalReader.open(JournalOptions.of(books.data.journal()), Access.NAMED_POSITIONS);
        JournalCursor cursor = journal.newCursor()) {
      cursor.seek(8, 0);
      cursor.poll();
      hint = cursor.index();
      journal.namePosition("shard-0", hint);
    }
    breakSlots("shard-0");
    assertTrue(run(DAMAGED, "check").contains("E-SLOTS"));
    String plan = run(DAMAGED, "repair");
    assertTrue(plan.contains("create shard-0 again at datagram 8"), plan);
    assertTrue(plan.contains("shard-0: loses 0 datagrams, may repeat up to 10"), plan);
    run(SOUND, "repair", "--execute");
    Position rebuilt = position("shard-0");
    assertEquals(8, rebuilt.number());
    assertEquals(8, rebuilt.startNumber());
    assertEquals(0, rebuilt.lost().total());
  }

  @Test
  void aReaderThatStandsNowhereBeginsWhereItsLayoutDoes() throws IOException {
    breakSlots("shard-1");
    Files.write(books.data.readers().resolve("shard-0"), new byte[10]);
    String plan = run(DAMAGED, "repair");
    assertTrue(plan.contains("create shard-1 again at datagram 0"), plan);
    assertTrue(plan.contains("shard-1: loses 0 datagrams, may repeat up to 18"), plan);
    run(SOUND, "repair", "--execute");
    assertEquals(0, position("shard-0").number());
    assertEquals(0, position("shard-1").number());
  }

  @Test
  void aReaderIsMendedBesideTheDaemonsOfTheOthers() throws IOException {
    Files.write(books.data.readers().resolve("shard-1"), new byte[10]);
    try (NamedLock _ = NamedLock.acquire(books.data, "ingest", "a test");
        NamedLock _ = NamedLock.acquire(books.data, "shard-0", "a test")) {
      run(SOUND, "repair", "--execute");
    }
    assertEquals(0, position("shard-1").number());
    try (NamedLock _ = NamedLock.acquire(books.data, "shard-1", "a test")) {
      Files.write(books.data.readers().resolve("shard-1"), new byte[10]);
      run(LOCKED, "repair", "--execute");
    }
  }

  @Test
  void whatLiesWhereALockBelongsIsMovedAway() throws IOException {
    for (String role : List.of("ingest", "shard-1")) {
      Path lock = books.data.lock(role);
      Files.deleteIfExists(lock);
      Files.createDirectories(lock.resolve("inside"));
      assertTrue(run(DAMAGED, "repair").contains("E-LOCK"));
      run(SOUND, "repair", "--execute");
      assertFalse(Files.isDirectory(lock));
    }
  }

  @Test
  void aLinkToALockThatADaemonHoldsIsLeftWhereItIs() throws IOException {
    Path elsewhere = home.resolve("elsewhere");
    Path lock = books.data.lock("shard-1");
    Files.deleteIfExists(lock);
    Files.createFile(elsewhere);
    Files.createSymbolicLink(lock, elsewhere);
    try (ExclusiveLock _ = ExclusiveLock.tryLock(elsewhere).orElseThrow()) {
      run(LOCKED, "repair", "--execute");
      assertTrue(Files.isSymbolicLink(lock));
    }
    run(SOUND, "repair", "--execute");
    assertFalse(Files.isSymbolicLink(lock));
  }

  @Test
  void nothingIsRepairedWhileADaemonHoldsItsLock() throws IOException {
    Files.write(metadata(), new byte[1000]);
    for (String role : List.of("ingest", "shard-1")) {
      Map<Path, Integer> before;
      try (NamedLock _ = NamedLock.acquire(books.data, role, "a test")) {
        before = snapshot();
        String refused = run(LOCKED, "repair", "--execute");
        assertTrue(refused.contains("is held by process"), refused);
        assertTrue(run(DAMAGED, "repair").contains("metadata.cq4t"), "a plan needs no lock");
      }
      before.forEach((file, hash) -> assertEquals(hash, hashOf(file), file::toString));
    }
  }

  @Test
  void leftoversOfKillsAreNamedAndMovedAway() throws IOException {
    Path draft = books.data.readers().resolve("shard-9.new");
    Files.write(draft, new byte[10]);
    assertTrue(run(SOUND, "check").contains("W-LEFTOVER"));
    assertTrue(run(SOUND, "repair").contains("shard-9.new"));
    run(SOUND, "repair", "--execute");
    assertFalse(Files.exists(draft));
  }

  @Test
  void whereNothingIsItCannotRun() {
    CommandLine program = new CommandLine(new CheckCommand());
    assertEquals(1, execute(program, new StringWriter(), List.of("--data-dir", home + "/none")));
  }

  /** A table, a roll file, a reader, the counters of ingest. */
  private void hurtEverything() throws IOException {
    Files.write(metadata(), "no table".getBytes(StandardCharsets.UTF_8));
    Files.write(file(1), new byte[4096]);
    breakSlots("shard-0");
    Files.write(books.data.ingestCounters(), new byte[1]);
  }

  private Path metadata() {
    return books.data.journal().resolve("metadata.cq4t");
  }

  private Path file(int file) throws IOException {
    try (Stream<Path> files = Files.list(books.data.journal())) {
      return files.filter(one -> one.toString().endsWith(".cq4")).sorted().toList().get(file);
    }
  }

  private static void flip(Path file, String where) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(where);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private void breakSlots(String reader) throws IOException {
    Path file = books.data.readers().resolve(reader);
    byte[] bytes = Files.readAllBytes(file);
    bytes[64 + 8] ^= 1;
    bytes[64 + 128 + 8] ^= 1;
    Files.write(file, bytes);
  }

  private Position position(String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(books.data.readers().resolve(reader))) {
      return file.position();
    }
  }

  /** Every file but the notes of who holds a lock, and a hash of what is in it. */
  private Map<Path, Integer> snapshot() throws IOException {
    Map<Path, Integer> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(books.data.root())) {
      all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(books.data.locks()))
          .forEach(file -> files.put(file, hashOf(file)));
    }
    return files;
  }

  private static int hashOf(Path file) {
    try {
      return Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject json(int expected, String... words) throws IOException {
    return JsonParser.parseString(run(expected, words)).getAsJsonObject();
  }

  private String run(int expected, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words).subList(1, words.length));
    arguments.addAll(List.of("--data-dir", books.data.root().toString()));
    StringWriter out = new StringWriter();
    Object command = words[0].equals("repair") ? new RepairCommand() : new CheckCommand();
    int code = execute(new CommandLine(command), out, arguments);
    assertEquals(expected, code, out::toString);
    return out.toString();
  }

  private static int execute(CommandLine program, StringWriter out, List<String> arguments) {
    PrintWriter writer = new PrintWriter(out);
    program.setOut(writer);
    program.setExecutionExceptionHandler(
        (e, _, _) -> {
          if (e instanceof ProgramException said) {
            writer.println(said.getMessage());
            return said.exitCode().code();
          }
          throw e;
        });
    int code = program.execute(arguments.toArray(new String[0]));
    writer.flush();
    return code;
  }
}
