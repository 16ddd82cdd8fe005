package io.penstock.journal;

import io.penstock.crash.CrashPoint;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.os.NoRoomException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Keeps really allocated blocks ahead of the appender, so that the appender never waits for the
 * disk.
 *
 * <p>It writes zeros behind the end of the current file, up to what {@code rollBytes} needs, and
 * then into the file that follows; that one is always there, with its first step allocated, so that
 * a roll finds it ready. When the disk refuses, it says so ({@link #isDiskFull}) and asks again
 * after 10 ms, 20 ms … 1 s; the appender refuses meanwhile. It leaves the disk what lies below the
 * hard mark ({@link DiskRoom}). Behind a roll it frees what the closed file did not use.
 *
 * <p>Threads: {@link #doWork} and {@link #onClose} on the agent's own thread; {@link #aheadBytes},
 * {@link #refusals} and {@link #isDiskFull} on any.
 */
public final class BlockAllocator implements Agent {
  /** What one duty cycle allocates at most in a file, and the least that a new file starts with. */
  static final int STEP_BYTES = 1 << 20;

  private static final int PAGE_BYTES = 4096;
  private static final long BACKOFF_MIN_NS = 10_000_000;
  private static final long BACKOFF_MAX_NS = 1_000_000_000;

  private final RollFiles files;
  private final int blockBytes;
  private final long capBytes;
  private final long firstBytes;
  private final long aheadBytes;
  private final FreeTail freeTail;
  private final DiskRoom room;
  private final NanoClock clock;

  private volatile Space current;
  private volatile RollSpace next;
  private volatile boolean diskFull;
  private volatile long refusals;
  private volatile boolean isRefusingNewest;
  private volatile NoRoomException.Lack lack;
  private volatile boolean retriesNow;

  private Space working;
  private long refillToBytes; // over both files, from the beginning of the current one
  private boolean isRefused;
  private long backoffNs;
  private long retryAtNs;

  private BlockAllocator(
      JournalOptions options, FreeTail freeTail, DiskRoom room, NanoClock clock) {
    this.files = new RollFiles(options.directory());
    this.blockBytes = options.blockBytes();
    this.capBytes = options.rollBytes() + ChronicleFormat.SLACK_BYTES;
    this.firstBytes = Math.min(STEP_BYTES, capBytes);
    this.aheadBytes = options.allocateAheadBytes();
    this.freeTail = freeTail;
    this.room = room;
    this.clock = clock;
    this.retryAtNs = clock.nanoTime();
  }

  /** An allocator for the one writer that is opened with it; it takes all that the disk has. */
  public static BlockAllocator of(JournalOptions options, FreeTail freeTail) {
    return of(options, freeTail, DiskRoom.ENDLESS);
  }

  /** The same, but it leaves the disk what lies below the hard mark. */
  public static BlockAllocator of(JournalOptions options, FreeTail freeTail, DiskRoom room) {
    return of(options, freeTail, room, SystemNanoClock.INSTANCE);
  }

  static BlockAllocator of(JournalOptions options, FreeTail freeTail, NanoClock clock) {
    return of(options, freeTail, DiskRoom.ENDLESS, clock);
  }

  static BlockAllocator of(
      JournalOptions options, FreeTail freeTail, DiskRoom room, NanoClock clock) {
    return new BlockAllocator(options, freeTail, room, clock);
  }

  @Override
  public String roleName() {
    return "journal-allocator";
  }

  @Override
  public int doWork() {
    Space space = current;
    if (space != working) {
      follow(space);
    }
    if (space == null || isWaitingToRetry()) {
      return 0;
    }
    try {
      int work = prepareNext(space.nextCycle()) + allocateFor(space);
      if (work > 0) {
        diskFull = false;
        isRefused = false;
        backoffNs = 0;
      }
      return work;
    } catch (NoRoomException e) {
      refused(e);
      return 0;
    } catch (IOException e) {
      throw new JournalException(
          "blocks cannot be allocated for " + files.file(space.nextCycle() - 1), e);
    }
  }

  private boolean isWaitingToRetry() {
    boolean isNow = retriesNow;
    retriesNow = false;
    return isRefused && !isNow && clock.nanoTime() - retryAtNs < 0;
  }

  private int allocateFor(Space space) throws IOException {
    return space instanceof RollSpace file ? refill(file) : allocate(next, firstBytes);
  }

  /**
   * One step for the current file, one for the next. A quarter more than is to be kept ahead is
   * allocated each time: to top up after every record would cost more than the records themselves.
   */
  private int refill(RollSpace file) throws IOException {
    long low = file.writtenBytes() + aheadBytes;
    if (file.allocatedBytes() < target(low) || next.allocatedBytes() < targetOfNext(low)) {
      refillToBytes = low + aheadBytes / 4;
    }
    return allocate(file, target(refillToBytes)) + allocate(next, targetOfNext(refillToBytes));
  }

  /** Up to where the current file has blocks when this much is allocated over both. */
  private long target(long bytes) {
    return Math.min(capBytes, bytes);
  }

  private long targetOfNext(long bytes) {
    return Math.min(capBytes, Math.max(firstBytes, bytes - capBytes));
  }

  private int prepareNext(int cycle) throws IOException {
    if (next != null && next.cycle() == cycle) {
      return 0;
    }
    deleteStale();
    next = RollSpace.prepare(files.prepared(cycle), cycle, blockBytes);
    CrashPoint.DURING_PREPARE.pass();
    return 1;
  }

  /** Without a descriptor left the folder cannot be listed; then they stay until the next roll. */
  private void deleteStale() throws IOException {
    int[] prepared;
    try {
      prepared = files.preparedCycles();
    } catch (JournalException e) {
      return; // what is wrong, the next call says by its errno
    }
    for (int stale : prepared) {
      Files.deleteIfExists(files.prepared(stale));
    }
  }

  private int allocate(RollSpace space, long targetBytes) throws IOException {
    long allocated = space.allocatedBytes();
    if (allocated >= targetBytes) {
      return 0;
    }
    if (room.isFull()) {
      throw new NoRoomException(NoRoomException.Lack.BLOCKS, "blocks above the hard mark");
    }
    space.allocateTo(Math.min(targetBytes, allocated + STEP_BYTES));
    return 1;
  }

  private void refused(NoRoomException e) {
    lack = e.lack();
    refusals++;
    backoffNs = Math.clamp(2 * backoffNs, BACKOFF_MIN_NS, BACKOFF_MAX_NS);
    retryAtNs = clock.nanoTime() + backoffNs;
    isRefused = true;
    diskFull = e.lack() != NoRoomException.Lack.DESCRIPTORS; // which says nothing of the disk
  }

  /** The writer has begun a file, or has ended: frees what the one before did not use. */
  private void follow(Space space) {
    if (working instanceof RollSpace file) {
      release(file);
    }
    refillToBytes = 0;
    working = space;
  }

  private void release(RollSpace space) {
    Path file = files.file(space.cycle());
    try (space) {
      long end = space.closedBytes() + PAGE_BYTES;
      long from = (end + PAGE_BYTES - 1) & -PAGE_BYTES;
      long size = Files.exists(file) ? Files.size(file) : 0;
      if (size > from) {
        freeTail.free(file, from, size - from);
      }
    } catch (IOException e) {
      // The blocks stay allocated until retention deletes the file: wasted, and nothing else.
      return;
    }
  }

  /** Takes over the file that a writer begins with, if there was room for it. */
  void start(Space first) {
    diskFull = first instanceof NoRoomYet;
    current = first;
  }

  /** The file to roll to; null while it is not ready. */
  RollSpace readyNext() {
    RollSpace space = next;
    return space != null
            && space.cycle() == current.nextCycle()
            && space.allocatedBytes() >= firstBytes
        ? space
        : null;
  }

  /** The writer now appends to what {@link #readyNext} gave. */
  void rolled(RollSpace to) {
    current = to;
  }

  /** The writer appends no more. */
  void stop() {
    current = null;
  }

  /**
   * Lets the writer refuse whatever is appended, or accept it again: the journal has reached its
   * limit. Any thread.
   */
  public void refuseNewest(boolean refuse) {
    isRefusingNewest = refuse;
  }

  /** Whether the writer is to refuse. */
  boolean isRefusingNewest() {
    return isRefusingNewest;
  }

  /** Whether the disk had no room when it was last asked. */
  public boolean isDiskFull() {
    return diskFull;
  }

  /** Lets it ask the disk again at once: something was deleted. Any thread. */
  public void retry() {
    retriesNow = true;
  }

  /** What the disk had too little of when it last refused; null as long as it never did. */
  public NoRoomException.Lack lack() {
    return lack;
  }

  /** How often the disk had no room. */
  public long refusals() {
    return refusals;
  }

  /** Allocated bytes that the appender has not used yet, over both files. */
  public long aheadBytes() {
    RollSpace following = next;
    if (!(current instanceof RollSpace space)) {
      return 0;
    }
    long ahead = space.allocatedBytes() - space.writtenBytes();
    return following == null || following.cycle() <= space.cycle()
        ? ahead
        : ahead + following.allocatedBytes();
  }

  /** Frees what was allocated ahead, when the writer has been closed before. */
  @Override
  public void onClose() {
    if (current != null) {
      return;
    }
    follow(null);
    RollSpace unused = next;
    next = null;
    if (unused != null) {
      try (unused) {
        Files.deleteIfExists(files.prepared(unused.cycle()));
      } catch (IOException e) {
        // The next writer's allocator deletes it.
        return;
      }
    }
  }
}
