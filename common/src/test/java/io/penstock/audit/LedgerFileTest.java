package io.penstock.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.NumberRange;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
  private static final ReaderLife LIFE = new ReaderLife("shard-0", 0, 77);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("audit");
  }

  private static LedgerEntry.Audited entry(ReaderLife life, long from, long to) {
    long lines = to - from;
    return new LedgerEntry.Audited(
        life, new Counted(new NumberRange(from, to), to - from, lines, 5 * lines, 0, -lines));
  }

  private static Position at(long start, long number) {
    return new Position(number, 0, start, 0, 0, 0, 0, Losses.NONE, 0, 0, 0, start, 1);
  }

  private LedgerFile open() throws IOException {
    return LedgerFile.open(file(), 4711);
  }

  private void append(String text) throws IOException {
    Files.writeString(file(), text, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
  }

  private List<Counted> known(ReaderLife life, long number) throws IOException {
    return Ledger.read(file()).of(life, at(life.start(), number));
  }

  @Test
  void whatWasAddedIsThereAgain() throws IOException {
    LedgerEntry.Unaudited gone = new LedgerEntry.Unaudited(new NumberRange(20, 30), "it is old");
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 0, 10), entry(LIFE, 10, 20)));
      ledger.add(List.of(gone));
    }
    assertEquals(
        List.of(entry(LIFE, 0, 10), entry(LIFE, 10, 20), gone), Ledger.read(file()).entries());
    assertEquals("it is old", Ledger.read(file()).reason(new NumberRange(29, 40)).orElseThrow());
  }

  @Test
  void anEntryCountsForItsOwnBooksAndNotBeforeItsEnd() throws IOException {
    ReaderLife sought = new ReaderLife("shard-0", 0, 78);
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 0, 10), entry(LIFE, 10, 20)));
      assertTrue(ledger.covers(LIFE, 10, 20));
    }
    assertEquals(List.of(entry(LIFE, 0, 10).counted()), known(LIFE, 19));
    assertEquals(2, known(LIFE, 20).size());
    assertEquals(List.of(), known(sought, 20));
  }

  @Test
  void whatAKillCutOffIsCutAway() throws IOException {
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 0, 10)));
    }
    append("0123abcd audited reader=sha");
    assertEquals(0, Ledger.read(file()).damagedLines());
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 10, 20)));
    }
    assertEquals(0, Ledger.read(file()).damagedLines());
    assertEquals(2, known(LIFE, 20).size());
  }

  @Test
  void damageInTheMidstIsCountedCopiedAndCostsItsOwnLineAlone() throws IOException {
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 0, 10), entry(LIFE, 10, 20), entry(LIFE, 20, 30)));
    }
    String text = Files.readString(file());
    Files.writeString(file(), text.replace("from=10 to=20", "from=10 to=21"));
    assertEquals(1, Ledger.read(file()).damagedLines());
    open().close();
    assertTrue(Files.exists(folder.resolve("audit.torn-4711")));
    assertEquals(
        List.of(entry(LIFE, 0, 10).counted(), entry(LIFE, 20, 30).counted()), known(LIFE, 30));
  }

  @Test
  void whatALaterVersionWritesIsPassedOver() throws IOException {
    String fields =
        LedgerText.of(entry(LIFE, 0, 10)).strip().substring(9) + " sample=3 layout=whatever";
    try (LedgerFile ledger = open()) {
      ledger.add(List.of(entry(LIFE, 10, 20)));
    }
    append(line(fields) + line("proof of=something") + line("audited reader=x start=first"));
    assertEquals(0, Ledger.read(file()).damagedLines());
    assertEquals(2, known(LIFE, 20).size());
  }

  private static String line(String fields) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(fields.getBytes(StandardCharsets.UTF_8));
    return "%08x %s%n".formatted(crc.getValue(), fields);
  }

  @Test
  void whatIsGoneBecomesOneEntryWithTheSameSums() throws IOException {
    long files = 300;
    try (LedgerFile ledger = open()) {
      for (int i = 0; i < files; i++) {
        if (i != 7) { // one was deleted before its audit
          ledger.add(List.of(entry(LIFE, 10 * i, 10 * i + 10)));
        }
      }
      ledger.compact(2_900, _ -> 100);
    }
    List<Counted> known = known(LIFE, 10 * files);
    assertEquals(
        2 + 10, known.size(), "up to where the content begins, behind it, and what is there");
    assertEquals(10, known.stream().mapToLong(Counted::lost).sum());
    assertEquals(10 * files - 10, known.stream().mapToLong(Counted::lines).sum());
    assertEquals(10 - 10 * files, known.stream().mapToLong(Counted::content).sum());
    try (LedgerFile ledger = open()) {
      assertTrue(ledger.covers(LIFE, 2_999, 10 * files));
    }
  }

  @Test
  void ofTheBooksOfAReaderTheNewestAreRemembered() throws IOException {
    try (LedgerFile ledger = open()) {
      for (int i = 0; i < 300; i++) {
        ledger.add(List.of(entry(new ReaderLife("shard-0", 0, i), 0, 10)));
      }
      ledger.compact(10, _ -> 0);
    }
    assertEquals(8, Ledger.read(file()).entries().size());
    assertEquals(1, known(new ReaderLife("shard-0", 0, 299), 10).size());
  }
}
