package io.penstock.tools.upkeep;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A reader's books, begun anew at another place.
 *
 * <p>Every count of a reader is since its start, so books that went on over a jump would be false
 * from there on. They are closed instead: the file is kept as it was, and one that has counted
 * nothing begins at the new place. Only what seeks have skipped and repeated is carried over.
 *
 * <p>The caller holds the reader's lock. A kill leaves the old books in force or the new ones.
 */
final class Books {
  private final DataDirectory data;
  private final JournalReader journal;

  Books(DataDirectory data, JournalReader journal) {
    this.data = data;
    this.journal = journal;
  }

  /**
   * Closes a reader's books and begins new ones.
   *
   * @return where the old ones are kept
   */
  Path beginAnew(String reader, SeekPlan plan) throws IOException {
    Path file = data.readers().resolve(reader);
    Path draft = file.resolveSibling(reader + ".seeking");
    Files.deleteIfExists(draft);
    long skipped = plan.skipped();
    long repeated = plan.repeated();
    try (ReaderFile old = ReaderFile.openReadOnly(file)) {
      skipped += old.counters().get(ReaderCounter.SEEK_SKIPPED_DATAGRAMS);
      repeated += old.counters().get(ReaderCounter.SEEK_REPEATED_DATAGRAMS);
    }
    try (ReaderFile books =
        ReaderFile.openWritable(data.readers(), reader + ".seeking", plan.to().number())) {
      CounterFile counters = books.counters();
      counters.set(ReaderCounter.SEEK_SKIPPED_DATAGRAMS, skipped);
      counters.set(ReaderCounter.SEEK_REPEATED_DATAGRAMS, repeated);
      counters.set(ReaderCounter.STATE, ReaderState.STOPPED.ordinal());
      counters.set(ReaderCounter.CURSOR_NUMBER, plan.to().number());
      counters.set(ReaderCounter.CURSOR_TIME_NS, plan.to().timeNs());
      counters.set(ReaderCounter.CURSOR_BYTES, plan.to().bytesBefore());
    }
    return replace(file, draft, reader);
  }

  /** Puts kept books in force again; those in force are kept in their turn. */
  Path restore(String reader, Path kept) throws IOException {
    return replace(data.readers().resolve(reader), kept, reader);
  }

  private Path replace(Path file, Path by, String reader) throws IOException {
    try (FileChannel channel = FileChannel.open(by, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    MayChange.keepOwner(by, file);
    Path old = KeptFiles.copy(file, KeptFiles.BEFORE_SEEK_INFIX);
    Files.move(by, file, StandardCopyOption.ATOMIC_MOVE);
    Mirror.set(data, reader, hint(file));
    return old;
  }

  private long hint(Path file) throws IOException {
    try (ReaderFile reader = ReaderFile.openReadOnly(file);
        JournalCursor cursor = journal.newCursor()) {
      cursor.seek(reader.position().number(), 0);
      return cursor.nextIndexHint();
    }
  }
}
