package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A UDP server that keeps the lines it is sent, in order; for tests that send a few. */
final class Collected implements AutoCloseable {
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(60);

  private final InetSocketAddress address = Loopback.fresh();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final DatagramSocket socket;

  Collected() throws IOException {
    socket = new DatagramSocket(address);
    socket.setReceiveBufferSize(4 << 20);
    Thread.ofPlatform().daemon().name("collect").start(this::collect);
  }

  private void collect() {
    DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
    try {
      while (true) {
        socket.receive(packet);
        lines.addAll(
            List.of(
                new String(packet.getData(), 0, packet.getLength(), ISO_8859_1).split("\n", -1)));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  InetSocketAddress address() {
    return address;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Waits until so many lines have come. */
  List<String> awaitLines(int count) {
    await(count + " lines have come").atMost(ARRIVAL_MAX).until(() -> lines.size() >= count);
    return lines();
  }

  @Override
  public void close() {
    socket.close();
  }
}
