package io.penstock.counters;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Words in ingest's counter file by which a tool asks a running ingest to delete the oldest files
 * of the journal, and ingest answers.
 *
 * <pre>
 *   4032  u64 sequence &lt;&lt; 2 | state: 0 nothing, 1 asked, 2 begun, 3 done
 *   4040  u64 number: files that end there or before are asked for
 *   4048  u64 files deleted so far
 * </pre>
 *
 * <p>Both sides change the first word by compare-and-set, so a request is begun once or taken back,
 * never both. It outlives no ingest: each forgets at its start what an earlier one was asked.
 */
public final class PurgeRequest implements AutoCloseable {
  private static final int STATE_OFFSET = 0;
  private static final int NUMBER_OFFSET = 8;
  private static final int FILES_OFFSET = 16;

  private static final int STATE_BITS = 2;
  private static final int STATE_MASK = 3;
  private static final int NOTHING = 0;
  private static final int ASKED = 1;
  private static final int BEGUN = 2;
  private static final int DONE = 3;

  private final UnsafeBuffer region;
  private final MappedByteBuffer mapping;
  private long asked;

  private PurgeRequest(UnsafeBuffer region, MappedByteBuffer mapping) {
    this.region = region;
    this.mapping = mapping;
  }

  /** Ingest's side: forgets what an earlier ingest was asked. */
  public static PurgeRequest of(CounterFile ingest) {
    PurgeRequest request = new PurgeRequest(ingest.requestRegion(), null);
    long before = request.region.getLongVolatile(STATE_OFFSET);
    request.region.putLongVolatile(STATE_OFFSET, before & ~STATE_MASK | NOTHING);
    return request;
  }

  /**
   * The side of a tool.
   *
   * @throws IOException when the file is no ingest's, or may not be written
   */
  public static PurgeRequest to(Path ingestCounters) throws IOException {
    CounterFile.openReadOnly(ingestCounters, FileKind.INGEST).close(); // it is what it should be
    try (FileChannel channel =
        FileChannel.open(ingestCounters, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer page =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, CounterFile.FILE_BYTES);
      int offset = CounterFile.REQUEST_OFFSET;
      return new PurgeRequest(
          new UnsafeBuffer(page, offset, CounterFile.FILE_BYTES - offset), page);
    }
  }

  /** Ingest: whether something is asked for that is not done yet. */
  public boolean isOpen() {
    return state() == ASKED || state() == BEGUN;
  }

  /** Ingest: begins or continues what was requested; false when there is nothing to do. */
  public boolean begin() {
    long word = region.getLongVolatile(STATE_OFFSET);
    if ((word & STATE_MASK) == BEGUN) {
      return true;
    }
    return (word & STATE_MASK) == ASKED
        && region.compareAndSetLong(STATE_OFFSET, word, word & ~STATE_MASK | BEGUN);
  }

  /** Ingest: files that end there or before are to be deleted. */
  public long number() {
    return region.getLongVolatile(NUMBER_OFFSET);
  }

  /** Ingest: one more is deleted. */
  public void deletedOne() {
    region.getAndAddLong(FILES_OFFSET, 1);
  }

  /** Ingest: what was begun is done, or cannot be. */
  public void end() {
    long word = region.getLongVolatile(STATE_OFFSET);
    if ((word & STATE_MASK) == BEGUN) {
      region.putLongVolatile(STATE_OFFSET, word & ~STATE_MASK | DONE);
    }
  }

  /**
   * Tool: asks for it.
   *
   * @return false when another tool is waiting for an answer
   */
  public boolean ask(long number) {
    long word = region.getLongVolatile(STATE_OFFSET);
    if (isOpen()) {
      return false;
    }
    region.putLongVolatile(NUMBER_OFFSET, number);
    region.putLongVolatile(FILES_OFFSET, 0);
    asked = ((word >>> STATE_BITS) + 1) << STATE_BITS;
    return region.compareAndSetLong(STATE_OFFSET, word, asked | ASKED);
  }

  /** Tool: takes back what was asked for; false when ingest has begun it, or has forgotten it. */
  public boolean takeBack() {
    return region.compareAndSetLong(STATE_OFFSET, asked | ASKED, asked | NOTHING);
  }

  /** Tool: whether ingest has begun what was asked for. */
  public boolean isBegun() {
    return region.getLongVolatile(STATE_OFFSET) == (asked | BEGUN);
  }

  /** Tool: whether ingest has done what was asked for. */
  public boolean isDone() {
    return region.getLongVolatile(STATE_OFFSET) == (asked | DONE);
  }

  /** Tool: whether it still waits for ingest to begin. */
  public boolean isWaiting() {
    return region.getLongVolatile(STATE_OFFSET) == (asked | ASKED);
  }

  /** Files that were deleted so far. */
  public long files() {
    return region.getLongVolatile(FILES_OFFSET);
  }

  private int state() {
    return (int) (region.getLongVolatile(STATE_OFFSET) & STATE_MASK);
  }

  @Override
  public void close() {
    if (mapping != null) {
      BufferUtil.free(mapping);
    }
  }
}
