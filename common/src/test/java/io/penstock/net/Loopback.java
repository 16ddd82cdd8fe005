package io.penstock.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A receiver and a sender that meet on this host. */
final class Loopback implements AutoCloseable {
  static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private static final int PATIENCE_MS = 2_000;

  final UdpReceiver receiver;
  final UdpSender sender;
  final WakeUp wakeUp;

  private Loopback(UdpReceiver receiver) throws IOException {
    this.receiver = receiver;
    this.sender = UdpSender.connect(receiver.localAddress(), 1 << 20);
    this.wakeUp = WakeUp.create();
  }

  static Loopback open() throws IOException {
    return open("127.0.0.1", RECEIVE_BUFFER_BYTES, UdpReceiver.SLOT_BYTES);
  }

  static Loopback open(String host, int receiveBufferBytes, int slotBytes) throws IOException {
    return new Loopback(
        UdpReceiver.bind(
            new InetSocketAddress(host, 0), receiveBufferBytes, UdpReceiver.SLOTS, slotBytes));
  }

  /** What one slot held. */
  record Arrival(String bytes, int segmentBytes, boolean truncated) {
    static Arrival plain(String bytes) {
      return new Arrival(bytes, bytes.length(), false);
    }
  }

  /** Receives until as many slots were filled, or nothing more comes. */
  List<Arrival> receive(int slots) {
    List<Arrival> arrivals = new ArrayList<>();
    while (arrivals.size() < slots && receiver.await(wakeUp, PATIENCE_MS)) {
      int filled = receiver.receive();
      for (int slot = 0; slot < filled; slot++) {
        arrivals.add(
            new Arrival(
                receiver
                    .buffer()
                    .getStringWithoutLengthAscii(receiver.offset(slot), receiver.length(slot)),
                receiver.segmentBytes(slot),
                receiver.truncated(slot)));
      }
    }
    return arrivals;
  }

  static UnsafeBuffer buffer(String text) {
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(1, text.length())));
    buffer.putStringWithoutLengthAscii(0, text);
    return buffer;
  }

  SendResult send(String datagram) {
    return sender.send(buffer(datagram), 0, datagram.length());
  }

  SendResult sendSegments(String run, int segmentBytes) {
    return sender.sendSegments(buffer(run), 0, run.length(), segmentBytes);
  }

  @Override
  public void close() {
    sender.close();
    receiver.close();
    wakeUp.close();
  }
}
