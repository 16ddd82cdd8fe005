package io.penstock.journal.rollfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.journal.record.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollFilesTest {
  @TempDir private Path directory;

  @Test
  void eachFileIsFoundUnderTheCycleThatItWasNamedBy() throws IOException {
    RollFiles files = new RollFiles(directory);
    Random random = new Random(20_261_125);
    TreeSet<Integer> cycles = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      int cycle = random.nextInt(RollFiles.cycleAt(4_102_444_800_000L)); // 1970 to 2099
      cycles.add(cycle);
      Files.createFile(files.file(cycle));
    }
    Files.createFile(files.prepared(1 + cycles.last()));
    assertArrayEquals(cycles.stream().mapToInt(Integer::intValue).toArray(), files.cycles());
    assertArrayEquals(new int[] {1 + cycles.last()}, files.preparedCycles());
  }

  @Test
  void whatHasAnotherNameIsNoFileOfTheJournal() throws IOException {
    for (String name :
        new String[] {
          "metadata.cq4t",
          "20260229-0000.cq4", // no such day
          "20260228-2400.cq4",
          "20260228-0060.cq4",
          "20260228_0000.cq4",
          "2026022８-0000.cq4",
          "+0260228-0000.cq4",
          "20260228-0000.cq4.torn-1",
          "x20260228-0000.cq4",
          ".cq4"
        }) {
      Files.createFile(directory.resolve(name));
    }
    assertEquals(0, new RollFiles(directory).cycles().length);
    assertEquals(0, new RollFiles(directory).preparedCycles().length);
  }

  @Test
  void aFolderThatCannotBeListedIsNoEmptyJournal() {
    RollFiles files = new RollFiles(directory.resolve("gone"));
    assertThrows(JournalException.class, files::cycles);
  }
}
