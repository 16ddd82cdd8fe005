package io.penstock.tools.select;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.Access;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.FreeTail;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalWriter;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal that a test writes record by record, at times of its own. */
public final class SomeJournal implements AutoCloseable {
  /** 2026-11-25T12:00:00Z: when a test's first record may come. */
  public static final long NOON_NS = 1_795_608_000_000_000_000L;

  /** Where it lies. */
  public final DataDirectory data;

  private final JournalOptions options;
  private BlockAllocator allocator;
  private JournalWriter writer;

  /** An empty journal with so many shards. */
  public SomeJournal(Path folder, int shards) {
    this(folder, layout(shards));
  }

  /** An empty journal with that layout. */
  public SomeJournal(Path folder, Layout layout) {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
    options =
        new JournalOptions(data.journal(), 4 << 20, 1 << 20, 3_600_000_000_000L, 1 << 20, 1_000);
    open(layout, 0);
  }

  /** Servers at ports 1, 2 … of this host. */
  public static Layout layout(int shards) {
    return new Layout(
        HashKind.DJB2, KeyRule.NAME_TAGS, Collections.nCopies(shards, "udp://127.0.0.1:1"));
  }

  /** The same with a second ring {@code copy}, by another hash. */
  public static Layout withRing(int shards, int ringShards) {
    Layout ring =
        new Layout(
            HashKind.SLOTS, KeyRule.NAME, Collections.nCopies(ringShards, "udp://127.0.0.1:2"));
    Layout own = layout(shards);
    return new Layout(own.hash(), own.key(), own.destinations(), Map.of("copy", ring));
  }

  private void open(Layout layout, long numberAtLeast) {
    allocator = BlockAllocator.of(options, FreeTail.KEEP);
    writer =
        JournalWriter.open(options, layout, numberAtLeast, allocator, () -> 0, System::nanoTime);
  }

  /** Appends one record of datagrams, each a string of one char a byte. */
  public SomeJournal append(long timeNs, String... datagrams) {
    return append(
        timeNs,
        Stream.of(datagrams).map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList());
  }

  /** Appends one record. */
  public SomeJournal append(long timeNs, List<byte[]> datagrams) {
    allocate();
    writer.begin(timeNs);
    for (byte[] datagram : datagrams) {
      writer.add(new UnsafeBuffer(datagram), 0, datagram.length);
    }
    if (writer.append() != AppendResult.APPENDED) {
      throw new IllegalStateException("not appended");
    }
    return this;
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
  }

  /** A new file begins, with another number of shards. */
  public SomeJournal relayout(int shards) {
    allocate();
    if (!writer.setLayout(layout(shards))) {
      throw new IllegalStateException("the next file is not ready");
    }
    return this;
  }

  /** So many numbers are given out to nothing. */
  public SomeJournal gap(int datagrams) {
    Layout layout = writer.layout();
    long next = writer.nextNumber();
    writer.close();
    open(layout, next + datagrams);
    return this;
  }

  /** Number of the next datagram. */
  public long next() {
    return writer.nextNumber();
  }

  /** A reader as the tools open it. */
  public JournalReader reader() {
    return JournalReader.open(options, Access.READ_ONLY);
  }

  /** The roll files, oldest first. */
  public List<Path> files() {
    try (Stream<Path> files = Files.list(data.journal())) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Overwrites the first place in a file that holds the text. */
  public SomeJournal spoil(Path file, String text) throws IOException {
    String all = Files.readString(file, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(text);
    if (at < 0) {
      throw new IllegalStateException(text + " is not in " + file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[text.length()]), at);
    }
    return this;
  }

  @Override
  public void close() {
    writer.close();
  }
}
