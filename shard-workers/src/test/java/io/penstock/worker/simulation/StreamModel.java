package io.penstock.worker.simulation;

import io.penstock.net.SendResult;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connection, by offsets: bytes are taken, written to the kernel, acknowledged by the other side
 * and read there.
 *
 * <pre>
 *   read ≤ acknowledged ≤ written ≤ taken
 * </pre>
 *
 * <p>TCP acknowledges what the other kernel has, a Unix socket what the other process has read.
 */
final class StreamModel implements SimulatedLink {
  private static final int CAPACITY_BYTES = 65_536;
  private static final long TIMEOUT_NS = 15_000_000_000L;

  private record Written(long atNs, long offset) {}

  private final Simulation world;
  private final Server server;
  private final ReaderModel reader;
  private final boolean isTcp;
  private final boolean keepsBoundaries;
  private final long bufferBytes;
  private final ArrayDeque<Datagram> unread = new ArrayDeque<>();
  private final ArrayDeque<Datagram> unacknowledged = new ArrayDeque<>();
  private final ArrayDeque<Written> written = new ArrayDeque<>();
  private final long openAtNs;
  private long brokenAtNs = Long.MAX_VALUE;
  private boolean isServerGone;
  private String error = "";
  private boolean isBreakTold;
  private boolean isClosed;
  private long taken;
  private long writtenTo;
  private long acknowledged;
  private long read;
  private long believed;

  /**
   * Makes one.
   *
   * @param keepsBoundaries a Unix datagram socket: all of it or nothing, ten at most
   */
  StreamModel(
      Simulation world,
      Server server,
      ReaderModel reader,
      boolean isTcp,
      boolean keepsBoundaries,
      long bufferBytes) {
    this.world = world;
    this.server = server;
    this.reader = reader;
    this.isTcp = isTcp;
    this.keepsBoundaries = keepsBoundaries;
    this.bufferBytes = bufferBytes;
    this.openAtNs = world.nowNs() + (isTcp ? server.latencyNs : 0);
    if (!server.isThere()) {
      isServerGone = true;
      error = "refused";
      brokenAtNs = server.mode() == Server.Mode.SILENT && isTcp ? openAtNs + TIMEOUT_NS : openAtNs;
    }
  }

  private boolean isBroken() {
    return world.nowNs() >= brokenAtNs;
  }

  private boolean isOpen() {
    return !isBroken() && world.nowNs() >= openAtNs && !(isServerGone && taken == 0);
  }

  @Override
  public Progress progress() {
    if (isBroken()) {
      return Progress.BROKEN;
    }
    if (!isOpen()) {
      return Progress.CONNECTING;
    }
    write();
    return Progress.OPEN;
  }

  /** Whether nothing is left over. */
  private boolean write() {
    long room = Math.max(0, bufferBytes - (writtenTo - acknowledged));
    long more = Math.min(room, taken - writtenTo);
    if (more > 0) {
      writtenTo += more;
      written.add(new Written(world.nowNs(), writtenTo));
    }
    return writtenTo == taken;
  }

  @Override
  public SendResult send(UnsafeBuffer buffer, int offset, int length) {
    world.onSend();
    int bytes = keepsBoundaries ? length : length + 1;
    if (bytes > CAPACITY_BYTES) {
      reader.rejected(buffer, offset, length);
      return SendResult.TOO_BIG;
    }
    if (isBroken()) {
      return SendResult.REFUSED;
    }
    if (!isOpen() || !write() || isFull(bytes)) {
      return SendResult.FULL;
    }
    Datagram datagram = reader.handedOver(buffer, offset, length, true);
    taken += bytes;
    datagram.endOffset = taken;
    unread.add(datagram);
    unacknowledged.add(datagram);
    if (keepsBoundaries) {
      writtenTo = taken;
      written.add(new Written(world.nowNs(), writtenTo));
    } else {
      write();
    }
    return SendResult.SENT;
  }

  private boolean isFull(int bytes) {
    long waiting = writtenTo - acknowledged;
    return keepsBoundaries
        ? unread.size() > 10 || (waiting > 0 && waiting + bytes > bufferBytes)
        : waiting >= bufferBytes;
  }

  @Override
  public void tick(long nowNs) {
    if (isServerGone || nowNs < openAtNs || isBroken()) {
      return;
    }
    if (!isClosed) {
      write();
    }
    long there = acknowledged;
    while (!written.isEmpty() && written.peekFirst().atNs() + server.latencyNs <= nowNs) {
      there = written.poll().offset();
    }
    if (there < writtenTo && written.isEmpty()) {
      there = writtenTo;
    }
    boolean reads = server.isUp();
    long readTo = reads ? Math.max(there, acknowledged) : read;
    long limit = isTcp ? readTo + bufferBytes : readTo;
    if (there > limit) {
      written.addFirst(new Written(0, there));
      there = limit;
    }
    acknowledge(Math.max(acknowledged, there));
    if (reads) {
      readTo(acknowledged);
    }
  }

  private void acknowledge(long offset) {
    acknowledged = offset;
    while (!unacknowledged.isEmpty() && unacknowledged.peekFirst().endOffset <= offset) {
      unacknowledged.poll().isAcknowledged = true;
    }
  }

  private void readTo(long offset) {
    read = offset;
    while (!unread.isEmpty() && unread.peekFirst().endOffset <= offset) {
      unread.poll().arrived();
    }
  }

  @Override
  public void serverDied(long nowNs, boolean isSilent, boolean afterReading) {
    if (isServerGone) {
      return;
    }
    if (afterReading) {
      readTo(acknowledged);
    }
    isServerGone = true;
    error = isSilent ? "timed out" : "reset";
    brokenAtNs = Math.max(nowNs, openAtNs) + (isSilent && isTcp ? TIMEOUT_NS : latency());
    for (Datagram datagram : unread) {
      if (datagram.isAcknowledged) {
        datagram.excused(); // acknowledged by a kernel whose process died before it read
      }
    }
  }

  private long latency() {
    return isTcp ? server.latencyNs : 0;
  }

  @Override
  public void wasForgotten(long nowNs) {
    if (isServerGone) {
      error = "reset";
      brokenAtNs = Math.min(brokenAtNs, nowNs + latency());
    }
  }

  @Override
  public int takeErrors() {
    if (!isBroken() || isBreakTold) {
      return 0;
    }
    isBreakTold = true;
    return 1;
  }

  @Override
  public String lastError() {
    return isBroken() ? error : "";
  }

  @Override
  public long takenBytes() {
    return taken;
  }

  @Override
  public long acknowledgedBytes() {
    if (!isBroken()) {
      believed = acknowledged;
    }
    return believed;
  }

  @Override
  public void settle(long timeoutNs) {
    long untilNs = world.nowNs() + timeoutNs;
    while (!isBroken() && acknowledged < taken && world.nowNs() < untilNs) {
      world.pass(1_000_000);
      write();
    }
  }

  @Override
  public boolean isOver() {
    return isBroken() || isServerGone && isClosed || isClosed && read >= writtenTo;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
