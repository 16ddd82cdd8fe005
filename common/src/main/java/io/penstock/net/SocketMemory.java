package io.penstock.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the kernel says of a receiving socket's memory, as of the last {@link UdpReceiver#memory()}.
 *
 * <p>The same object each time, for the receiver's thread. Source: SO_MEMINFO, linux/sock_diag.h;
 * SO_RXQ_OVFL said 0 where 91 of 100 datagrams had been dropped.
 */
public final class SocketMemory {
  private static final Path RECEIVE_BUFFER_LIMIT = Path.of("/proc/sys/net/core/rmem_max");

  // u32 each: 0 receive bytes in use | 4 receive limit | … | 32 drops
  static final int BYTES = 36;
  private static final int IN_USE_OFFSET = 0;
  private static final int LIMIT_OFFSET = 4;
  private static final int DROPS_OFFSET = 32;
  static final int LENGTH_OFFSET = 40;

  final UnsafeBuffer words = new UnsafeBuffer(ByteBuffer.allocateDirect(48));
  private int lastDropsWord;
  private long drops;

  SocketMemory() {}

  /**
   * What net.core.rmem_max lets a process without privileges ask for as receive buffer; 0 where it
   * cannot be read.
   */
  static long receiveBufferLimitBytes() {
    try {
      return Long.parseLong(Files.readString(RECEIVE_BUFFER_LIMIT).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** Takes over what the kernel just wrote. */
  void extendDrops() {
    int word = words.getInt(DROPS_OFFSET);
    drops += Integer.toUnsignedLong(word - lastDropsWord);
    lastDropsWord = word;
  }

  /**
   * Bytes that wait to be received, as the kernel counts them: whole buffers, so a small datagram
   * takes 768 bytes or more.
   */
  public long bytesInUse() {
    return Integer.toUnsignedLong(words.getInt(IN_USE_OFFSET));
  }

  /** Where the kernel begins to drop; in the measure of {@link #bytesInUse()}. */
  public long limitBytes() {
    return Integer.toUnsignedLong(words.getInt(LIMIT_OFFSET));
  }

  /**
   * Arrivals that the kernel dropped at this socket since it was opened.
   *
   * <p>The kernel's counter has 32 bits; this one does not wrap, as long as it is read once in 2^32
   * drops. Plain datagrams are counted exactly. A coalesced run is one drop whatever it held
   * (measured: 968 drops where 30,976 datagrams went missing in runs of 32), so where senders or
   * the network card coalesce, this is the least that can have been lost.
   */
  public long drops() {
    return drops;
  }
}
