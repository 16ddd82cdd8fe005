package io.penstock.journal;

import io.penstock.journal.chronicle.MappedTailers;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.chronicle.NamedPositions;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.PlainTailers;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFileLayouts;
import io.penstock.journal.rollfile.RollFileRecords;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.journal.rollfile.Tailers;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * One process's view of a journal, with or without a live writer.
 *
 * <p>The data is mapped or opened read-only, so no failure here can hurt it. Any thread may ask;
 * each cursor belongs to one.
 */
public final class JournalReader implements AutoCloseable {
  private final RollFiles files;
  private final Tailers tailers;
  private final NamedPositions positions;
  private final Access access;
  private final RollFileLayouts layouts;

  private JournalReader(RollFiles files, Tailers tailers, NamedPositions positions, Access access) {
    this.access = access;
    this.files = files;
    this.layouts = new RollFileLayouts(files);
    this.tailers = tailers;
    this.positions = positions;
  }

  /** Whether a writer has ever begun a file there. */
  public static boolean exists(Path directory) {
    return Files.isDirectory(directory) && new RollFiles(directory).cycles().length > 0;
  }

  /**
   * Opens a journal that exists; makes nothing.
   *
   * @throws JournalException when there is none, or it cannot be read
   */
  public static JournalReader open(JournalOptions options, Access access) {
    Path directory = options.directory();
    if (!exists(directory)) {
      throw new JournalException("there is no journal in " + directory);
    }
    RollFiles files = new RollFiles(directory);
    return switch (access) {
      case READ_ONLY -> openPlainly(files, access);
      case NAMED_POSITIONS -> openBesideChroniclesTable(options, files);
    };
  }

  /** A table that cannot be used costs the mapping and the named positions, and nothing else. */
  private static JournalReader openBesideChroniclesTable(JournalOptions options, RollFiles files) {
    Path directory = options.directory();
    if (MetadataFile.isInitialised(directory) && MetadataFile.fault(directory).isEmpty()) {
      try {
        Tailers mapped = MappedTailers.open(options.queue(), files);
        try {
          NamedPositions positions = NamedPositions.open(MetadataFile.in(directory));
          return new JournalReader(files, mapped, positions, Access.NAMED_POSITIONS);
        } catch (JournalException unusable) {
          mapped.close();
        }
      } catch (JournalException unusable) {
        return openPlainly(files, Access.NAMED_POSITIONS);
      }
    }
    return openPlainly(files, Access.NAMED_POSITIONS);
  }

  private static JournalReader openPlainly(RollFiles files, Access access) {
    return new JournalReader(files, new PlainTailers(files), NamedPositions.NONE, access);
  }

  /** A cursor at the beginning of the oldest file; close it to give its tailer back. */
  public JournalCursor newCursor() {
    RecordBuffer own = new RecordBuffer();
    return newCursor(own, own::close);
  }

  JournalCursor newCursor(RecordBuffer record, Runnable freeRecord) {
    RollFileRecords records = new RollFileRecords(files, layouts, tailers, record);
    records.seekOldest();
    return new JournalCursor(records, record, freeRecord);
  }

  /** Cursors of one thread that share their memory; close them before the reader. */
  public JournalCursors newCursors() {
    return new JournalCursors(this);
  }

  /** Number of the oldest datagram retained; empty when no file holds a sound record. */
  public OptionalLong firstNumber() {
    for (int cycle : files.cycles()) {
      long first = layouts.firstNumberOf(cycle);
      if (first >= 0) {
        return OptionalLong.of(first);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Number that is given to the next datagram, by what the journal holds now; 0 when no file holds
   * a sound record. Reads the newest file's index and the records behind its last entry.
   */
  public long nextNumber() {
    int[] cycles = files.cycles();
    for (int i = cycles.length - 1; i >= 0; i--) {
      long next = RollFile.nextNumberIn(files.file(cycles[i]));
      if (next >= 0) {
        return next;
      }
    }
    return 0;
  }

  /** All roll files, oldest first; one that is deleted meanwhile has no first number. */
  public List<JournalFile> files() {
    return JournalFile.allOf(files);
  }

  /** For each roll file the layout that it begins with, oldest first. */
  public List<LayoutRecord> layouts() {
    return layouts.all();
  }

  /**
   * Stores a hint as Chronicle's named position; nothing here ever reads it back.
   *
   * @return false when it cannot be stored: Chronicle's table is gone, cut or unreadable
   * @throws IllegalStateException when opened read-only
   */
  public boolean namePosition(String readerName, long hint) {
    if (access == Access.READ_ONLY) {
      throw new IllegalStateException("the journal was opened read-only");
    }
    return positions.set(readerName, hint);
  }

  /** Whether positions could be named, and files mapped, when it was opened. */
  public boolean hasNamedPositions() {
    return positions != NamedPositions.NONE;
  }

  /**
   * First number of the first known file from a number on whose layout is not {@code isOwn}; files
   * that were seen and have been deleted since are known as well. One that another follows before a
   * datagram came is the end of nothing.
   */
  public long endOf(Predicate<Layout> isOwn, long fromNumber, long otherwise) {
    return layouts.endOf(isOwn, fromNumber, otherwise);
  }

  /** How many numbers of a range known files have whose layout is {@code isOwn}. */
  public long countOf(Predicate<Layout> isOwn, long fromNumber, long toNumber) {
    return layouts.countOf(isOwn, fromNumber, toNumber);
  }

  /** Ends all cursors. */
  @Override
  public void close() {
    positions.close();
    tailers.close();
  }
}
