package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A destination that keeps every datagram as it came, a char a byte. Plain JDK sockets. */
final class Recorder implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private final DatagramSocket socket;
  private final List<String> datagrams = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private Recorder(InetSocketAddress address) throws SocketException {
    socket = new DatagramSocket(address);
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    thread = Thread.ofPlatform().daemon().name("recorder").start(this::record);
  }

  static Recorder start() throws SocketException {
    return new Recorder(Loopback.fresh());
  }

  /** One at an address where nobody has been. */
  static Recorder at(InetSocketAddress address) throws SocketException {
    return new Recorder(address);
  }

  private void record() {
    byte[] bytes = new byte[65_535];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    try {
      while (!socket.isClosed()) {
        packet.setLength(bytes.length);
        socket.receive(packet);
        datagrams.add(new String(bytes, 0, packet.getLength(), ISO_8859_1));
      }
    } catch (SocketException closed) {
      // the end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  List<String> datagrams() {
    return datagrams;
  }

  /** All that stands between newlines, empty or not. */
  List<String> lines() {
    return datagrams.stream().flatMap(text -> Stream.of(text.split("\n", -1))).toList();
  }

  /** Waits for so many lines in all of them. */
  static void awaitLines(List<Recorder> recorders, int lines) {
    await(lines + " lines are recorded")
        .atMost(Duration.ofSeconds(60))
        .until(() -> recorders.stream().mapToInt(r -> r.lines().size()).sum() >= lines);
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
