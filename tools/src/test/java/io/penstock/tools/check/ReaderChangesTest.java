package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.integrity.RepairCommand;
import io.penstock.tools.pause.PauseCommand;
import io.penstock.tools.pause.ResumeCommand;
import io.penstock.tools.select.Ran;
import io.penstock.tools.transfer.ExportCommand;
import io.penstock.tools.transfer.ImportCommand;
import io.penstock.tools.upkeep.ForgetCommand;
import io.penstock.tools.upkeep.PurgeCommand;
import io.penstock.tools.upkeep.ReadersCommand;
import io.penstock.tools.upkeep.SeekCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever changes a reader's file carries over what is not its own to change. */
class ReaderChangesTest {
  private static final int SOMEBODY = 54_321;
  private static final long FOR_EVER = Long.MAX_VALUE;

  @TempDir private Path home;

  private Books books;

  @BeforeEach
  void keepBooks() throws IOException {
    books = new Books(home, 3);
    books.append("a:1|c", "b:1|c").append("c:1|c", "d:1|c");
    books.relayout(2);
    books.append("e:1|c", "f:1|c").append("g:1|c");
    books.keep(Books.ENDED);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private Ran run(Object command, String... words) {
    List<String> all =
        Stream.concat(Stream.of(words), Stream.of("--data-dir", books.data.root().toString()))
            .toList();
    return Ran.of(command, all.toArray(String[]::new));
  }

  private void done(Object command, String... words) {
    Ran ran = run(command, words);
    assertEquals(0, ran.code(), ran::text);
  }

  private Path file(String reader) {
    return books.data.readers().resolve(reader);
  }

  private long pausedUntil(String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(file(reader))) {
      return file.pausedUntilEpochMs();
    }
  }

  private void breakSlots(String reader) throws IOException {
    try (FileChannel channel = FileChannel.open(file(reader), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(256), 64);
    }
  }

  @Test
  void aPauseSurvivesWhateverIsDoneToTheReader() throws IOException {
    done(new PauseCommand(), "1");
    done(new SeekCommand(), "shard-1", "--to-earliest", "--execute");
    assertEquals(FOR_EVER, pausedUntil("shard-1"), "seek");
    done(new SeekCommand(), "shard-1", "--to-latest", "--execute");
    done(new SeekCommand(), "shard-1", "--undo", "--execute");
    assertEquals(FOR_EVER, pausedUntil("shard-1"), "undo");
    breakSlots("shard-1");
    done(new RepairCommand(), "--apply");
    assertEquals(FOR_EVER, pausedUntil("shard-1"), "repair");
    done(new PauseCommand(), "shard-2");
    retire("shard-2");
    done(new ForgetCommand(), "shard-2", "--execute");
    done(new ForgetCommand(), "shard-2", "--undo", "--execute");
    assertEquals(FOR_EVER, pausedUntil("shard-2"), "forget and undo");
  }

  @Test
  void anUndoneSeekDoesNotPauseAgainWhatWasLetGoOn() throws IOException {
    done(new PauseCommand(), "1");
    done(new SeekCommand(), "shard-1", "--to-earliest", "--execute");
    done(new ResumeCommand(), "1");
    done(new SeekCommand(), "shard-1", "--undo", "--execute");
    assertEquals(0, pausedUntil("shard-1"));
    done(new PauseCommand(), "1");
    done(new SeekCommand(), "shard-1", "--undo", "--execute");
    assertEquals(FOR_EVER, pausedUntil("shard-1"), "as it is now, not as it was then");
  }

  @Test
  void aRemovedReaderThatDrainsCanBePassedOverAndForgottenThoughNoWorkerRuns() throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(books.data.readers(), "shard-2", 0)) {
      file.commit(1, 0, 1, 0, 0, 0, Losses.NONE, 0, 0, 0);
    }
    Ran refused = run(new ForgetCommand(), "shard-2", "--execute");
    assertTrue(refused.text().contains("seek shard-2 --to-latest"), refused::text);
    done(new SeekCommand(), "shard-2", "--to-latest", "--execute");
    try (ReaderFile file = ReaderFile.openReadOnly(file("shard-2"))) {
      assertEquals(ReaderState.RETIRED.ordinal(), file.counters().get(ReaderCounter.STATE));
    }
    assertTrue(run(new ReadersCommand()).text().contains("abandoned"));
    done(new ForgetCommand(), "shard-2", "--execute");
  }

  private void retire(String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(books.data.readers(), reader, 0)) {
      file.counters().set(ReaderCounter.STATE, ReaderState.RETIRED.ordinal());
    }
  }

  @Test
  void whatRootMakesBelongsToTheOwnerOfTheData() throws IOException {
    assumeTrue(userIsRoot(), "skipped: only root can make files for another");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path export = home.resolve("export.jsonl");
    done(new ExportCommand(), "-o", export.toString());
    Files.deleteIfExists(books.data.lock("shard-0"));
    Files.createDirectory(books.data.lock("shard-0"));
    giveAway(home.resolve("data"));
    done(new SeekCommand(), "shard-1", "--to-earliest", "--execute");
    done(new SeekCommand(), "shard-1", "--undo", "--execute");
    retire("shard-2");
    done(new ForgetCommand(), "shard-2", "--execute");
    done(new ForgetCommand(), "shard-2", "--undo", "--execute");
    done(new PurgeCommand(), "--before", "4", "--execute");
    done(new PauseCommand(), "0");
    breakSlots("shard-0");
    Files.write(file("shard-1"), new byte[10]);
    Files.write(books.data.journal().resolve("metadata.cq4t"), new byte[10]);
    done(new RepairCommand(), "--apply");
    assertEquals(FOR_EVER, pausedUntil("shard-0"), "though no table tells where it stood");
    assertOwned(home.resolve("data"));

    Path fresh = Files.createDirectory(home.resolve("fresh"));
    Files.setAttribute(fresh, "unix:uid", SOMEBODY);
    Ran imported =
        Ran.of(
            new ImportCommand(),
            export.toString(),
            "--data-dir",
            fresh.resolve("penstock").toString());
    assertEquals(0, imported.code(), imported::text);
    assertOwned(fresh);
    Path mine = Files.createFile(home.resolve("mine"));
    assertEquals(0, Files.getAttribute(mine, "unix:uid"), "root is root again");
  }

  private static boolean userIsRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void giveAway(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void assertOwned(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        assertEquals(
            SOMEBODY,
            Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS),
            () -> path + " cannot be opened by the daemons");
      }
    }
  }
}
