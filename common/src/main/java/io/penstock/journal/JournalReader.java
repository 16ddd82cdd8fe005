package io.penstock.journal;

import io.penstock.journal.chronicle.MappedTailers;
import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.chronicle.NamedPositions;
import io.penstock.journal.chronicle.PositionMirror;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutText;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.HeadSearch;
import io.penstock.journal.rollfile.PlainRollBytes;
import io.penstock.journal.rollfile.RecordIndex;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.journal.rollfile.PlainTailers;
import io.penstock.journal.rollfile.Tailer;
import io.penstock.journal.rollfile.Tailers;
import io.penstock.shard.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** The layout of this many deleted files is still known: more than a cursor lags behind. */
  private static final int LAYOUTS_KEPT_BEHIND = 1_024;

  private final RollFiles files;
  private final Tailers tailers;
  private final PositionMirror mirror;
  private final Access access;
  private final KnownLayouts layouts = new KnownLayouts(LAYOUTS_KEPT_BEHIND);
  private volatile Layout lastLayout;

  private JournalReader(
      RollFiles files, Tailers tailers, PositionMirror mirror, Access access) {
    this.access = access;
    this.files = files;
    this.tailers = tailers;
    this.mirror = mirror;
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
      case MIRROR_POSITIONS -> openBesideChroniclesTable(options, files);
    };
  }

  /** A table that cannot be used costs the mapping and the mirror, and nothing that is true. */
  private static JournalReader openBesideChroniclesTable(JournalOptions options, RollFiles files) {
    Path directory = options.directory();
    if (MetadataFile.isInitialised(directory) && MetadataFile.fault(directory).isEmpty()) {
      try {
        Tailers mapped = MappedTailers.open(options.queue(), files);
        try {
          PositionMirror mirror = NamedPositions.open(MetadataFile.in(directory));
          return new JournalReader(files, mapped, mirror, Access.MIRROR_POSITIONS);
        } catch (JournalException unusable) {
          mapped.close();
        }
      } catch (JournalException unusable) {
        return openPlainly(files, Access.MIRROR_POSITIONS);
      }
    }
    return openPlainly(files, Access.MIRROR_POSITIONS);
  }

  private static JournalReader openPlainly(RollFiles files, Access access) {
    return new JournalReader(files, new PlainTailers(files), PositionMirror.NONE, access);
  }

  /** A cursor at the beginning of the oldest file; close it to give its tailer back. */
  public JournalCursor newCursor() {
    RecordBuffer own = new RecordBuffer();
    return newCursor(own, own::close);
  }

  JournalCursor newCursor(RecordBuffer record, Runnable freeRecord) {
    JournalCursor cursor = new JournalCursor(this, files, tailers.take(), record, freeRecord);
    cursor.seekOldest();
    return cursor;
  }

  /** Cursors of one thread that share their memory; close them before the reader. */
  public JournalCursors newCursors() {
    return new JournalCursors(this);
  }

  /** What a layout record says; equal ones are one object, however many cursors read them. */
  Layout layoutIn(RecordBuffer record) {
    Layout read = LayoutText.parse(record.text()).layout();
    Layout last = lastLayout;
    if (read.equals(last)) {
      return last;
    }
    lastLayout = read;
    return read;
  }

  void giveBack(Tailer tailer) {
    tailers.giveBack(tailer);
  }

  /** Number of the oldest datagram retained; empty when no file holds a sound record. */
  public OptionalLong firstNumber() {
    for (int cycle : files.cycles()) {
      long first = firstNumberOf(cycle);
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
      long next = HeadSearch.nextNumberOf(files.file(cycles[i]));
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
  public List<FileLayout> layouts() {
    List<FileLayout> found = new ArrayList<>();
    for (int cycle : files.cycles()) {
      FileLayout layout = fileLayout(cycle);
      if (layout != null) {
        found.add(layout);
      }
    }
    return found;
  }

  /**
   * Stores a hint as Chronicle's named position; nothing here ever reads it back.
   *
   * @return false when it cannot be stored: Chronicle's table is gone, cut or unreadable
   * @throws IllegalStateException when opened read-only
   */
  public boolean mirror(String readerName, long hint) {
    if (access == Access.READ_ONLY) {
      throw new IllegalStateException("the journal was opened read-only");
    }
    return mirror.set(readerName, hint);
  }

  /** Whether positions could be mirrored, and files mapped, when it was opened. */
  public boolean isMirroring() {
    return mirror != PositionMirror.NONE;
  }

  /**
   * The layout of a file; of the nearest that has one when its own is damaged; null without any.
   */
  Layout layoutOf(int cycle) {
    FileLayout own = fileLayout(cycle);
    if (own != null) {
      return own.layout();
    }
    Layout nearest = null;
    for (FileLayout file : layouts()) {
      if (RecordIndex.cycle(file.index()) < cycle || nearest == null) {
        nearest = file.layout();
      }
    }
    return nearest;
  }

  /**
   * First number of the first known file from a number on whose layout is not {@code isOwn}; files
   * that were seen and have been deleted since are known as well. One that another follows before a
   * datagram came is the end of nothing.
   */
  public long endOf(Predicate<Layout> isOwn, long fromNumber, long otherwise) {
    List<FileLayout> known = List.copyOf(layouts.all());
    for (int i = 0; i < known.size(); i++) {
      FileLayout file = known.get(i);
      boolean isEmpty = firstBehind(known, i) == file.firstNumber();
      boolean isBetween = file.firstNumber() >= fromNumber && file.firstNumber() < otherwise;
      if (isBetween && !isEmpty && !isOwn.test(file.layout())) {
        return file.firstNumber();
      }
    }
    return otherwise;
  }

  /** How many numbers of a range known files have whose layout is {@code isOwn}. */
  public long countOf(Predicate<Layout> isOwn, long fromNumber, long toNumber) {
    List<FileLayout> known = List.copyOf(layouts.all());
    long numbers = 0;
    for (int i = 0; i < known.size(); i++) {
      long from = Math.max(fromNumber, known.get(i).firstNumber());
      long to = Math.min(toNumber, firstBehind(known, i));
      numbers += from < to && isOwn.test(known.get(i).layout()) ? to - from : 0;
    }
    return numbers;
  }

  private static long firstBehind(List<FileLayout> known, int file) {
    return file + 1 < known.size() ? known.get(file + 1).firstNumber() : Long.MAX_VALUE;
  }

  /** A file's layout record never changes, so it is read once. */
  private FileLayout fileLayout(int cycle) {
    FileLayout known = layouts.get(cycle);
    if (known == null && Files.exists(files.file(cycle))) {
      known = readLayout(cycle);
      if (known != null) {
        int[] cycles = files.cycles();
        layouts.put(cycle, known, cycles.length == 0 ? cycle : cycles[0]);
      }
    }
    return known;
  }

  private FileLayout readLayout(int cycle) {
    try (RollFile rollFile = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      return rollFile.loadLayout(record)
          ? new FileLayout(record.firstNumber(), RecordIndex.of(cycle, 0), layoutIn(record))
          : null;
    }
  }

  /**
   * The number that a file begins with, also when it was deleted since it was first looked at.
   *
   * @return −1 when unknown: its first records are damaged, or it is not there
   */
  long beginningOf(int cycle) {
    FileLayout layout = fileLayout(cycle);
    if (layout != null) {
      return layout.firstNumber();
    }
    try (RollFile rollFile = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      long at = rollFile.loadFirst(record);
      boolean isBehindTheLayout = at >= 0 && rollFile.index().sequenceOf(at) == 1;
      return isBehindTheLayout ? record.firstNumber() : -1;
    }
  }

  /** First number in a file; −1 when nothing in it is sound. */
  private long firstNumberOf(int cycle) {
    FileLayout layout = fileLayout(cycle);
    if (layout != null) {
      return layout.firstNumber();
    }
    try (RollFile rollFile = RollFile.open(files.file(cycle));
        RecordBuffer record = new RecordBuffer()) {
      return rollFile.loadFirst(record) < 0 ? -1 : record.firstNumber();
    }
  }

  /** Ends all cursors. */
  @Override
  public void close() {
    mirror.close();
    tailers.close();
  }
}
