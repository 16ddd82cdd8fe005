package io.penstock.tools.load;

import io.penstock.content.ContentHash;
import io.penstock.net.SendResult;
import io.penstock.net.UdpSender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;

/** One source of a load, and what became of what it sent. One thread. */
final class LoadSocket implements AutoCloseable {
  private static final int SEND_BUFFER_BYTES = 4 << 20;
  private static final long FULL_PAUSE_NS = 50_000;
  private static final int FULL_TRIES_MAX = 20_000; // a second of pauses, then it is a failure

  private final UdpSender sender;
  private long datagrams;
  private long bytes;
  private long content;
  private long full;
  private long refused;
  private long failed;
  private long undelivered;
  private String lastError = "";

  LoadSocket(InetSocketAddress target) throws IOException {
    this.sender = UdpSender.connect(target, SEND_BUFFER_BYTES);
  }

  /**
   * Sends what the traffic has made ready, waiting while the send buffer is full. A refusal, which
   * speaks of an earlier datagram, is counted and the datagram sent all the same.
   */
  void send(Traffic traffic, int count) {
    boolean refusedOnce = false;
    for (int tries = 0; tries < FULL_TRIES_MAX; tries++) {
      SendResult result =
          sender.sendSegments(
              traffic.buffer(), traffic.offset(), traffic.length(), traffic.segmentBytes());
      if (result == SendResult.SENT) {
        datagrams += count;
        bytes += traffic.length();
        content += ContentHash.sum(traffic.buffer(), traffic.offset(), traffic.length());
        return;
      }
      lastError = sender.lastError();
      if (result == SendResult.FULL) {
        full++;
        LockSupport.parkNanos(FULL_PAUSE_NS);
      } else if (result == SendResult.REFUSED && !refusedOnce) {
        refused++;
        refusedOnce = true;
        takeErrors();
      } else {
        break;
      }
    }
    failed += count;
  }

  /** Asks for errors that came back meanwhile. */
  void takeErrors() {
    undelivered += sender.takeErrors();
  }

  long datagrams() {
    return datagrams;
  }

  long bytes() {
    return bytes;
  }

  /** Sum of the content hashes of the lines. */
  long content() {
    return content;
  }

  LoadReport.Source report() {
    takeErrors();
    return new LoadReport.Source(
        sender.localAddress().getPort(), datagrams, full, refused, failed, undelivered, lastError);
  }

  @Override
  public void close() {
    sender.close();
  }
}
