package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.journal.JournalFixture.Seen;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.os.GrowingFile;
import io.penstock.os.HostFiles;
import io.penstock.os.NoRoomException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage of the passing sort: a file system of 16 MiB that is filled and freed and filled again.
 *
 * <p>Mounts a tmpfs, which takes root; without it the tests are skipped and say so.
 */
class DiskFullTest {
  private static final long BACKOFF_NS = TimeUnit.SECONDS.toNanos(1);

  @TempDir Path directory;

  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    int exit = run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString());
    if (exit != 0) {
      System.out.println("DiskFullTest is skipped: a tmpfs cannot be mounted here");
    }
    assumeTrue(exit == 0, "a tmpfs cannot be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString()); // Chronicle lets go of its mappings a moment later
  }

  private int run(String... command) throws Exception {
    Path output = directory.resolve("mount-output");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  @Test
  void aFullDiskRefusesWhatItCannotKeepAndKeepsWhatItDidNotRefuse() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (JournalFixture journal = JournalFixture.in(disk, 3 << 20)) {
      journal.freeTail = HostFiles::punchHole;
      Files.write(ballast, new byte[6 << 20]);
      journal.openWriter();
      try (JournalReader reader = journal.openReader();
          JournalCursor cursor = reader.newCursor()) {
        Seen seen = new Seen();
        long refused = 0;
        for (int round = 0; round < 4; round++) {
          refused += appendUntilFull(journal);
          journal.readOn(cursor, seen);
          assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
          Files.delete(round == 0 ? ballast : oldestFile(journal));
          assertTrue(isAcceptedAgain(journal), "round " + round);
        }
        journal.readOn(cursor, seen);
        assertTrue(refused > 0);
        assertTrue(journal.allocator.refusals() > 0);
        assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
        assertEquals(0, seen.missing + seen.damaged, seen::toString);
      }
    }
  }

  @Test
  void aJournalOpensOnAFullDiskAndRefusesUntilThereIsRoom() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (JournalFixture journal = JournalFixture.in(disk, 3 << 20).openWriter()) {
      journal.appendAll(100, 10);
      journal.closeWriter();
      fill(ballast);
      journal.openWriter();
      assertEquals(1_000, journal.writer.nextNumber());
      appendUntilFull(journal);
      Files.delete(ballast);
      assertTrue(isAcceptedAgain(journal));
      Seen seen = journal.readAll();
      assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
    }
  }

  @Test
  void aFileThatMustBeBegunIsBegunAsSoonAsThereIsRoom() throws IOException {
    Path ballast = disk.resolve("ballast");
    try (JournalFixture journal = JournalFixture.in(disk, 3 << 20).openWriter()) {
      journal.appendAll(100, 10);
      journal.closeWriter();
      fill(ballast);
      journal.openWriter(JournalFixture.layout(3), 0);
      assertEquals(1_000, journal.writer.nextNumber());
      assertEquals(AppendResult.DISK_FULL, journal.append(20));
      assertTrue(appendUntilFull(journal) >= 100);
      assertEquals(1_000, journal.writer.nextNumber(), "nothing was appended");
      assertEquals(1_000, journal.readAll().datagrams);
      Files.delete(ballast);
      assertTrue(isAcceptedAgain(journal));
      journal.appendAll(100, 10);
      assertEquals(0, journal.writer.rolls());
      Seen seen = journal.readAll();
      assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
      assertEquals(2, seen.layouts, seen::toString);
      assertEquals(0, seen.missing + seen.damaged, seen::toString);
    }
  }

  @Test
  void theFirstFileEverWaitsForRoomAndAWriterThatNeverBeganLeavesNothing() throws IOException {
    Path ballast = disk.resolve("ballast");
    fill(ballast);
    try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - (512 << 10)); // for Chronicle's table and half a file
    }
    try (JournalFixture journal = JournalFixture.in(disk, 3 << 20)) {
      for (int life = 0; life < 2; life++) {
        journal.openWriter();
        assertEquals(0, journal.writer.nextNumber());
        appendUntilFull(journal);
        assertFalse(JournalReader.exists(journal.options.directory()));
        journal.closeWriter();
      }
      assertEquals(0, new RollFiles(journal.options.directory()).preparedCycles().length);
      journal.openWriter();
      Files.delete(ballast);
      assertTrue(isAcceptedAgain(journal));
      Seen seen = journal.readAll();
      assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
      assertEquals(1, seen.layouts, seen::toString);
    }
  }

  @Test
  void aFileThatWaitsForRoomFreesNothingOfTheFileBefore() throws IOException {
    Path ballast = disk.resolve("ballast");
    List<String> freed = new ArrayList<>();
    try (JournalFixture large = JournalFixture.in(disk, 8 << 20).openWriter()) {
      large.appendAll(1_000, 20); // far beyond what a file of the smaller size may hold
      large.closeWriter();
      assertEquals(20_000, large.readAll().datagrams);
    }
    fill(ballast);
    try (JournalFixture small = JournalFixture.in(disk, JournalFixture.SMALLEST_ROLL_BYTES)) {
      small.freeTail =
          (file, offset, length) -> {
            freed.add(file.getFileName() + " from " + offset);
            HostFiles.punchHole(file, offset, length);
          };
      small.openWriter(JournalFixture.layout(3), 0);
      assertEquals(AppendResult.DISK_FULL, small.append(20));
      Files.delete(ballast);
      assertTrue(isAcceptedAgain(small));
      small.allocate();
      assertEquals(List.of(), freed);
      Seen seen = small.readAll();
      assertEquals(small.writer.nextNumber(), seen.datagrams, seen::toString);
      assertEquals(0, seen.missing + seen.damaged, seen::toString);
    }
  }

  @Test
  void aLackOfInodesIsToldFromAFullDiskAndRefusesOnlyWhatNeedsAnotherFile() throws Exception {
    run("mount", "-o", "remount,nr_inodes=20", disk.toString());
    try (JournalFixture journal =
        JournalFixture.in(disk, JournalFixture.SMALLEST_ROLL_BYTES).openWriter()) {
      List<Path> small = new ArrayList<>();
      NoRoomException.Lack lack = null;
      while (lack == null) {
        Path file = disk.resolve("small-" + small.size());
        try (GrowingFile _ = GrowingFile.create(file)) {
          small.add(file);
        } catch (NoRoomException e) {
          lack = e.lack();
        }
      }
      assertEquals(NoRoomException.Lack.INODES, lack);
      assertTrue(appendUntilFull(journal) > 0);
      assertEquals(NoRoomException.Lack.INODES, journal.allocator.lack());
      long kept = journal.writer.nextNumber();
      assertTrue(kept > 0, "the files that are there are filled");
      for (Path file : small) {
        Files.delete(file);
      }
      assertTrue(isAcceptedAgain(journal));
      assertFalse(journal.allocator.isDiskFull());
      Seen seen = journal.readAll();
      assertEquals(journal.writer.nextNumber(), seen.datagrams, seen::toString);
    }
  }

  /** Appends until a hundred records were refused in a row; returns how many were in all. */
  private static long appendUntilFull(JournalFixture journal) {
    int inARow = 0;
    long refused = 0;
    while (inARow < 100) {
      journal.allocator.doWork();
      AppendResult result = journal.append(20);
      if (result == AppendResult.APPENDED) {
        inARow = 0;
      } else {
        refused++;
        inARow++;
        journal.nanoTime += BACKOFF_NS;
      }
    }
    assertEquals(AppendResult.DISK_FULL, journal.append(20));
    return refused;
  }

  private static boolean isAcceptedAgain(JournalFixture journal) {
    for (int i = 0; i < 100; i++) {
      journal.nanoTime += BACKOFF_NS;
      journal.allocator.doWork();
      if (journal.append(20) == AppendResult.APPENDED) {
        return true;
      }
    }
    return false;
  }

  private static Path oldestFile(JournalFixture journal) {
    RollFiles files = new RollFiles(journal.options.directory());
    return files.file(files.cycles()[0]);
  }

  private static void fill(Path file) throws IOException {
    try (GrowingFile growing = GrowingFile.create(file)) {
      for (long at = 0; ; ) {
        at = growing.writeZeros(at, at + 4096);
      }
    } catch (NoRoomException full) {
      assertEquals(NoRoomException.Lack.BLOCKS, full.lack());
    }
  }
}
