package io.penstock.tools.replay;

import io.penstock.pack.Packer;
import org.agrona.concurrent.UnsafeBuffer;

/** The lines for one destination, packed as a worker packs them, and what became of them. */
final class Outlet implements AutoCloseable {
  static final long NOTHING_OPEN = Long.MAX_VALUE;

  private final String address;
  private final Packer packer;
  private final Carrier carrier;
  private final long[] numbers;
  private long lines;
  private long datagrams;
  private long bytes;
  private long tooBigLines;

  Outlet(String address, int packetBytesMax, Carrier carrier) {
    this.address = address;
    this.packer = new Packer(packetBytesMax);
    this.carrier = carrier;
    this.numbers = new long[packer.slots()];
  }

  /** Adds a line of a datagram of the journal. What was full before is sent, so there is room. */
  void pack(UnsafeBuffer buffer, int offset, int length, long number, long timeNs) {
    if (!packer.hasRoomForARecord()) {
      throw new IllegalStateException("lines for " + address + " were packed and not sent");
    }
    int begun = packer.pack(buffer, offset, length, timeNs);
    if (begun != Packer.NONE) {
      numbers[begun] = number;
    }
  }

  /** Sends what is full. */
  void send(Pacer pacer) throws Refused {
    while (packer.hasSealed()) {
      pacer.awaitLines(packer.headLines());
      int length = packer.headLength();
      if (carrier.send(packer.buffer(), packer.headOffset(), length)) {
        lines += packer.headLines();
        datagrams++;
        bytes += length;
      } else {
        tooBigLines += packer.headLines();
      }
      packer.removeHead();
    }
  }

  /** Sends what has waited for so long by the times of the records. */
  void sendWhenDue(long recordTimeNs, long flushIntervalNs, Pacer pacer) throws Refused {
    send(pacer);
    packer.sealWhenDue(recordTimeNs, flushIntervalNs);
    send(pacer);
  }

  /** Sends everything. */
  void flush(Pacer pacer) throws Refused {
    packer.seal();
    send(pacer);
  }

  void check() throws Refused {
    carrier.check();
  }

  void finish() throws Refused {
    carrier.finish();
  }

  /** Number of the oldest datagram with a line that is not sent yet. */
  long oldestOpenNumber() {
    return packer.isEmpty() ? NOTHING_OPEN : numbers[packer.headSlot()];
  }

  String address() {
    return address;
  }

  long lines() {
    return lines;
  }

  long datagrams() {
    return datagrams;
  }

  long bytes() {
    return bytes;
  }

  long tooBigLines() {
    return tooBigLines;
  }

  @Override
  public void close() {
    carrier.close();
  }
}
