package io.penstock.counters;

import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mapped file of counters; the package page shows its layout.
 *
 * <p>Threads: each counter has one writing thread; any thread or process may read. Durability: a
 * kill of the process loses nothing, a power cut what was not yet written back. The blocks are
 * really allocated whenever a writer opens the file, so a full disk cannot hurt a store.
 */
public final class CounterFile implements AutoCloseable {
  /** Size of every counter file: one page. */
  public static final int FILE_BYTES = 4096;

  /** Where the region free for the kind's owner begins. */
  public static final int OWNER_OFFSET = 64;

  /** Where the counters begin. */
  public static final int COUNTERS_OFFSET = 1024;

  /** Where the words begin in which a tool asks the writer for something. */
  static final int REQUEST_OFFSET = FILE_BYTES - 64;

  /** A writer whose heartbeat is older than this is taken for dead. */
  public static final long ALIVE_MS = 2_000;

  private static final long MAGIC = 0x4b4f54534e4550L; // "PENSTOK"
  private static final int VERSION = 1;

  private final MappedByteBuffer mapping;
  private final UnsafeBuffer buffer;

  private CounterFile(MappedByteBuffer mapping) {
    this.mapping = mapping;
    this.buffer = new UnsafeBuffer(mapping);
  }

  /**
   * Opens a file to write it, and makes it first when there is none.
   *
   * <p>Counters continue from where they were. The caller holds the lock that makes it the only
   * writer.
   *
   * @param kind what the file counts; a file of another kind is refused
   * @throws IOException when it cannot be made or mapped, or is something else
   */
  public static CounterFile openWritable(Path file, FileKind kind) throws IOException {
    if (!Files.exists(file)) {
      create(file, kind);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      fillHoles(file, channel);
      CounterFile counters = map(channel, FileChannel.MapMode.READ_WRITE, file, kind);
      counters.buffer.putLong(16, ProcessHandle.current().pid());
      counters.buffer.putLong(24, System.currentTimeMillis());
      return counters;
    }
  }

  /**
   * Opens a file to look at it, beside a live writer or after its death.
   *
   * @throws IOException when there is none, or it is something else
   */
  public static CounterFile openReadOnly(Path file, FileKind kind) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, FileChannel.MapMode.READ_ONLY, file, kind);
    }
  }

  /**
   * Whether a file is there that is no counter file of that kind: too short, or of other content.
   * One of a newer version is none of these.
   *
   * @throws IOException when it cannot be read
   */
  public static boolean isDamaged(Path file, FileKind kind) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.size() < FILE_BYTES
          || channel.read(head, 0) < head.capacity()
          || head.getLong(0) != MAGIC
          || head.getInt(12) != kind.code();
    }
  }

  private static void create(Path file, FileKind kind) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    page.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, kind.code());
    HostFiles.writeWhole(file, page.array());
  }

  /** A file that was copied may have holes, and a store into one on a full disk is a fault. */
  private static void fillHoles(Path file, FileChannel channel) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(FILE_BYTES);
    while (page.hasRemaining() && channel.read(page, page.position()) > 0) {
      // until all of it is there
    }
    HostFiles.overwrite(file, Arrays.copyOf(page.array(), page.position()));
  }

  private static CounterFile map(
      FileChannel channel, FileChannel.MapMode mode, Path file, FileKind kind) throws IOException {
    if (channel.size() < FILE_BYTES) {
      throw new IOException(
          file + " holds " + channel.size() + " bytes; a counter file has " + FILE_BYTES);
    }
    CounterFile counters = new CounterFile(channel.map(mode, 0, FILE_BYTES));
    UnsafeBuffer header = counters.buffer;
    if (header.getLong(0) != MAGIC || header.getInt(12) != kind.code()) {
      throw new IOException(file + " is not a counter file of kind " + kind);
    }
    if (header.getInt(8) != VERSION) {
      throw new IOException(
          file + " has version " + header.getInt(8) + "; this Penstock knows " + VERSION);
    }
    return counters;
  }

  /** The value of a counter, never older than what its writer stored last in order. */
  public long get(CounterKey key) {
    return buffer.getLongVolatile(offset(key));
  }

  /** Sets a counter; all that the thread stored before is visible to every process that sees it. */
  public void set(CounterKey key, long value) {
    buffer.putLongRelease(offset(key), value);
  }

  /** Adds to a counter that only the calling thread writes. */
  public void add(CounterKey key, long increment) {
    int offset = offset(key);
    buffer.putLongRelease(offset, buffer.getLong(offset) + increment);
  }

  /** Says that the writer lives. */
  public void heartbeat(long nowEpochMs) {
    buffer.putLongRelease(32, nowEpochMs);
  }

  /** Says that the writer has ended of its own will. */
  public void heartbeatEnd() {
    buffer.putLongRelease(32, 0);
  }

  /** When the writer last said that it lives, epoch ms; 0 when it never did or has ended. */
  public long heartbeatEpochMs() {
    return buffer.getLongVolatile(32);
  }

  /** Whether the writer lives, judged by its heartbeat alone. */
  public boolean isAlive(long nowEpochMs) {
    return Math.abs(nowEpochMs - heartbeatEpochMs()) < ALIVE_MS;
  }

  /** Process id of the last writer, to show to people; never a proof of life. */
  public long pid() {
    return buffer.getLongVolatile(16);
  }

  /** When the last writer opened the file, epoch ms. */
  public long startedEpochMs() {
    return buffer.getLongVolatile(24);
  }

  /** The region that the kind's owner lays out for itself, 960 bytes. */
  public UnsafeBuffer ownerRegion() {
    return new UnsafeBuffer(mapping, OWNER_OFFSET, COUNTERS_OFFSET - OWNER_OFFSET);
  }

  /** The words at the end of the page, behind all counters, in which a tool asks for something. */
  UnsafeBuffer requestRegion() {
    return new UnsafeBuffer(mapping, REQUEST_OFFSET, FILE_BYTES - REQUEST_OFFSET);
  }

  private static int offset(CounterKey key) {
    return COUNTERS_OFFSET + key.ordinal() * Long.BYTES;
  }

  @Override
  public void close() {
    BufferUtil.free(mapping);
  }
}
