package io.penstock.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Keeps every byte that comes over one stream after another. */
final class StreamRecorder implements AutoCloseable {
  private final ServerSocketChannel server;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private StreamRecorder(ServerSocketChannel server, SocketAddress address) throws IOException {
    this.server = server;
    server.bind(address);
    Thread.ofPlatform().daemon().name("stream-recorder").start(this::record);
  }

  static StreamRecorder tcp() throws IOException {
    return new StreamRecorder(ServerSocketChannel.open(), new InetSocketAddress("127.0.0.1", 0));
  }

  static StreamRecorder unix(Path path) throws IOException {
    return new StreamRecorder(
        ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(path));
  }

  private void record() {
    try {
      while (true) {
        try (SocketChannel connection = server.accept()) {
          ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
          while (connection.read(buffer) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
            buffer.clear();
          }
        }
      }
    } catch (IOException closed) {
      // the end
    }
  }

  String address() throws IOException {
    return "tcp://" + Loopback.text((InetSocketAddress) server.getLocalAddress());
  }

  String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
