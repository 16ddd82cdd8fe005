package io.penstock.audit;

import io.penstock.crash.CrashPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The ledger, for the one process that writes it: the holder of ingest's lock.
 *
 * <p>What {@link #add} returns from is on the disk. What a kill cut off is cut away at the next
 * opening; nothing else is ever changed but by {@link #compact}, which replaces the file whole.
 *
 * <p>Threads: one.
 */
public final class LedgerFile implements AutoCloseable {
  /** Between the name of a ledger that has damage in it and the time when it was copied. */
  public static final String SET_ASIDE_INFIX = ".torn-";

  private static final int COMPACT_ENTRIES_MIN = 256;

  private final Path file;
  private FileChannel channel;
  private Ledger ledger;

  /** What is audited, by the number where it begins. */
  private final Map<ReaderLife, NavigableMap<Long, Long>> ends = new HashMap<>();

  /** Entries after the last time that it was made smaller. */
  private int compactEntries;

  private LedgerFile(Path file) {
    this.file = file;
  }

  /**
   * Opens a ledger, and makes it when there is none. One with damage in it is copied first.
   *
   * @param epochMs for the name of that copy
   * @throws IOException when it cannot be read or written
   */
  public static LedgerFile open(Path file, long epochMs) throws IOException {
    LedgerFile opened = new LedgerFile(file);
    opened.ledger = Ledger.read(file);
    opened.ledger.entries().forEach(opened::index);
    if (opened.ledger.damagedLines() > 0) {
      Files.copy(
          file,
          file.resolveSibling(file.getFileName() + SET_ASIDE_INFIX + epochMs),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    opened.openChannel();
    opened.channel.truncate(opened.ledger.soundBytes());
    opened.channel.position(opened.ledger.soundBytes());
    return opened;
  }

  private void openChannel() throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private void index(LedgerEntry entry) {
    if (entry instanceof LedgerEntry.Audited audited) {
      ends.computeIfAbsent(audited.life(), _ -> new TreeMap<>())
          .put(audited.range().from(), audited.range().to());
    }
  }

  /** Whether a number was audited for a reader, as far as it stands at a position. */
  boolean covers(ReaderLife life, long number, long position) {
    NavigableMap<Long, Long> ofLife = ends.get(life);
    Map.Entry<Long, Long> entry = ofLife == null ? null : ofLife.floorEntry(number);
    return entry != null && number < entry.getValue() && entry.getValue() <= position;
  }

  /** What it holds now. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Adds entries; they are on the disk when this returns.
   *
   * @throws IOException when they are not, or not all of them
   */
  public void add(List<? extends LedgerEntry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append(LedgerText.of(entry)));
    long before = channel.position();
    try {
      write(channel, text);
      CrashPoint.AFTER_LEDGER_ENTRY.pass();
      channel.force(false);
    } catch (IOException e) {
      channel.truncate(before);
      channel.position(before);
      throw e;
    }
    entries.forEach(this::index);
    List<LedgerEntry> all = new ArrayList<>(ledger.entries());
    all.addAll(entries);
    ledger = new Ledger(all, ledger.damagedLines(), channel.position());
  }

  /**
   * Makes it smaller, when it has become large.
   *
   * @param oldestNumber that the journal has
   * @param contentFrom where the content sum of a life begins
   */
  void compact(long oldestNumber, ToLongFunction<ReaderLife> contentFrom) throws IOException {
    if (ledger.entries().size() < COMPACT_ENTRIES_MIN + 2 * compactEntries) {
      return;
    }
    Ledger smaller = ledger.compacted(oldestNumber, contentFrom);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    StringBuilder text = new StringBuilder();
    smaller.entries().forEach(entry -> text.append(LedgerText.of(entry)));
    try (FileChannel written =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(written, text);
      written.force(true);
    }
    CrashPoint.BEFORE_LEDGER_REPLACED.pass();
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    channel.close();
    openChannel();
    channel.position(channel.size());
    ledger = new Ledger(smaller.entries(), 0, channel.size());
    ends.clear();
    ledger.entries().forEach(this::index);
    compactEntries = smaller.entries().size();
  }

  private static void write(FileChannel channel, CharSequence text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
