package io.penstock.reader;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Every change of a reader's file that is not its worker's own commit: to move it, to bring back
 * what it was, to put it aside, to create it again.
 *
 * <p>Every count of a reader is since its start, so counts that continued over a jump would be
 * false from there on. They are closed instead: the file is kept as it was, and one that has
 * counted nothing begins at the new place. Carried over are owner, mode, what seeks have skipped
 * and repeated, and the pause, as it is now: whatever is done to a reader, it waits until it is let
 * go on.
 *
 * <p>The caller holds the reader's lock. A kill leaves the old file in force or the new one.
 */
public final class ReaderFiles {
  /**
   * What Chronicle's own tools see of a reader that has no position: a name cannot be taken out.
   */
  private static final long NO_HINT = 0;

  private final DataDirectory data;

  /** For the readers of a data directory. */
  public ReaderFiles(DataDirectory data) {
    this.data = data;
  }

  /**
   * A place to move a reader to.
   *
   * @param number of the first datagram that it needs then
   * @param hint Chronicle index where that probably is
   * @param timeNs receive time there, epoch ns
   * @param bytesBefore payload bytes before it
   * @param isOver whether nothing of the journal is its own from there on
   */
  public record Target(long number, long hint, long timeNs, long bytesBefore, boolean isOver) {}

  /**
   * Closes a reader's counts and starts new ones at another place.
   *
   * @param skipped datagrams that it passes over so
   * @param repeated datagrams that it will send again
   * @return where the old ones are kept
   */
  public Path move(String reader, Target to, long skipped, long repeated) throws IOException {
    Path file = file(reader);
    Path draft = file.resolveSibling(reader + ".seeking");
    Files.deleteIfExists(draft);
    long skippedInAll = skipped;
    long repeatedInAll = repeated;
    try (ReaderFile old = ReaderFile.openReadOnly(file)) {
      skippedInAll += old.counters().get(ReaderCounter.SEEK_SKIPPED_DATAGRAMS);
      repeatedInAll += old.counters().get(ReaderCounter.SEEK_REPEATED_DATAGRAMS);
    }
    ReaderState state = to.isOver() ? ReaderState.RETIRED : ReaderState.STOPPED;
    try (ReaderFile books =
        ReaderFile.openWritable(data.readers(), draft.getFileName().toString(), to.number())) {
      CounterFile counters = books.counters();
      counters.set(ReaderCounter.SEEK_SKIPPED_DATAGRAMS, skippedInAll);
      counters.set(ReaderCounter.SEEK_REPEATED_DATAGRAMS, repeatedInAll);
      counters.set(ReaderCounter.STATE, state.ordinal());
      counters.set(ReaderCounter.CURSOR_NUMBER, to.number());
      counters.set(ReaderCounter.CURSOR_TIME_NS, to.timeNs());
      counters.set(ReaderCounter.CURSOR_BYTES, to.bytesBefore());
    }
    return replace(reader, draft, to.hint());
  }

  /** Restores a kept file; the present one is kept in its turn. */
  public Path restore(String reader, Path kept, long hint) throws IOException {
    return replace(reader, kept, hint);
  }

  private Path replace(String reader, Path by, long hint) throws IOException {
    Path file = file(reader);
    carryOver(file, by);
    Path old = KeptFiles.copy(file, KeptFiles.BEFORE_SEEK_INFIX);
    Files.move(by, file, StandardCopyOption.ATOMIC_MOVE);
    namePosition(reader, hint);
    return old;
  }

  /**
   * Puts a reader aside: no new one repeats what it had done.
   *
   * @return its new name
   */
  public Path putAside(String reader) throws IOException {
    Path kept = KeptFiles.name(file(reader), ReaderFile.FORGOTTEN_INFIX);
    Files.move(file(reader), kept, StandardCopyOption.ATOMIC_MOVE);
    namePosition(reader, NO_HINT);
    return kept;
  }

  /** Brings back a reader that was put aside, paused if it was. */
  public void bringBack(String reader, Path kept) throws IOException {
    Files.move(kept, file(reader), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Creates again the file of a reader whose own was damaged and set aside; does nothing when there
   * is one.
   *
   * @param setAside the damaged one; its pause is carried over if that can still be read
   */
  public void rebuild(String reader, long number, Path setAside) throws IOException {
    Path draft = file(reader).resolveSibling(reader + ".rebuilding");
    Files.deleteIfExists(draft);
    ReaderFile.begin(data.readers(), draft.getFileName().toString(), number);
    carryOver(setAside, draft);
    if (Files.exists(file(reader))) {
      Files.delete(draft);
    } else {
      Files.move(draft, file(reader), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Whose it is, who may read it, and whether it is to wait: as in the file before. */
  private static void carryOver(Path from, Path to) throws IOException {
    long pausedUntilEpochMs = 0;
    try (ReaderFile old = ReaderFile.openReadOnly(from)) {
      pausedUntilEpochMs = old.pausedUntilEpochMs();
    } catch (IOException unreadable) {
      // it is no reader's file any more
    }
    ReaderFile.pause(to, pausedUntilEpochMs);
    ReaderFile.askToLetGo(to, 0);
    keepOwner(from, to);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void keepOwner(Path from, Path to) throws IOException {
    PosixFileAttributes like = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes is = view.readAttributes();
    if (!is.owner().equals(like.owner())) {
      view.setOwner(like.owner());
    }
    if (!is.group().equals(like.group())) {
      view.setGroup(like.group());
    }
    view.setPermissions(like.permissions());
  }

  /** Stores a hint under the reader's name in Chronicle's table, as its worker does. */
  private void namePosition(String reader, long hint) {
    try (JournalReader journal =
        JournalReader.open(JournalOptions.of(data.journal()), Access.NAMED_POSITIONS)) {
      journal.namePosition(reader, hint);
    } catch (JournalException unreadable) {
      // only Chronicle's tools miss it: a reader of ours looks into its own file
    }
  }

  private Path file(String reader) {
    return data.readers().resolve(reader);
  }
}
