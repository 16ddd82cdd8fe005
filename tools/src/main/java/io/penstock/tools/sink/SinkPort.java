package io.penstock.tools.sink;

import io.penstock.content.ContentHash;
import io.penstock.net.UdpReceiver;
import java.io.IOException;
import java.net.InetSocketAddress;

/** One port of a sink, open or closed, and what came to it. The sink's thread only. */
final class SinkPort {
  private static final int DRAIN_ROUNDS_MAX = 16; // then it is another port's turn

  private final int receiveBufferBytes;
  private InetSocketAddress address;
  private UdpReceiver receiver;
  private boolean open;
  private long dropsBefore; // of receivers that were closed
  private long datagrams;
  private long lines;
  private long bytes;
  private long content;

  SinkPort(InetSocketAddress address, int receiveBufferBytes) throws IOException {
    this.address = address;
    this.receiveBufferBytes = receiveBufferBytes;
    open();
    this.address = receiver.localAddress();
  }

  void open() throws IOException {
    receiver =
        UdpReceiver.bind(address, receiveBufferBytes, UdpReceiver.SLOTS, UdpReceiver.SLOT_BYTES);
    open = true;
  }

  int number() {
    return address.getPort();
  }

  boolean isOpen() {
    return open;
  }

  UdpReceiver receiver() {
    return receiver;
  }

  /** Takes what is there, a bounded share of it; returns datagrams taken. */
  int drain(Arrivals arrivals) {
    int taken = 0;
    for (int round = 0; open && round < DRAIN_ROUNDS_MAX; round++) {
      int received = receive(arrivals);
      taken += received;
      if (received < UdpReceiver.SLOTS) {
        break;
      }
    }
    return taken;
  }

  private int receive(Arrivals arrivals) {
    int filled = receiver.receive();
    int taken = 0;
    for (int slot = 0; slot < filled; slot++) {
      int at = receiver.offset(slot);
      int end = at + receiver.length(slot);
      int segmentBytes = Math.max(1, receiver.segmentBytes(slot));
      do {
        int length = Math.min(segmentBytes, end - at);
        lines += arrivals.feed(number(), receiver.buffer(), at, length);
        if (arrivals.sumsContent()) {
          content += ContentHash.sum(receiver.buffer(), at, length);
        }
        at += length;
        taken++;
      } while (at < end);
      bytes += receiver.length(slot);
    }
    datagrams += taken;
    return taken;
  }

  /** Closes the socket; what waits in it is gone, and its senders are refused. */
  void close() {
    if (open) {
      dropsBefore += receiver.memory().drops();
      receiver.close();
      open = false;
    }
  }

  /** Sum of the content hashes of the lines that came; 0 when it is not asked for. */
  long content() {
    return content;
  }

  SinkReport.Port report() {
    long drops = dropsBefore + (open ? receiver.memory().drops() : 0);
    return new SinkReport.Port(
        number(), open, datagrams, lines, bytes, ContentHash.text(content), drops);
  }
}
