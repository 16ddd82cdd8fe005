package io.penstock.systemtests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP or Unix stream server that can be slow, cut connections in the middle of a line, die and
 * return. A line counts when its newline has come.
 */
final class StreamServer implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 32 << 10;
  private static final int LINE_BYTES_MAX = 70_000;

  private final SocketAddress address;
  private final int shard;
  private final LineBook book;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private volatile ServerSocketChannel server;
  private volatile boolean isPaused;
  private volatile long cutAfterBytes = Long.MAX_VALUE;
  private volatile int cuts;

  StreamServer(SocketAddress address, int shard, LineBook book) throws IOException {
    this.address = address;
    this.shard = shard;
    this.book = book;
    restart();
  }

  /** Listens again, and takes every connection. */
  void restart() throws IOException {
    ServerSocketChannel opened;
    if (address instanceof UnixDomainSocketAddress unix) {
      Files.deleteIfExists(unix.getPath());
      opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    } else {
      opened = ServerSocketChannel.open();
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    }
    opened.bind(address);
    server = opened;
    Thread.ofPlatform().daemon().name("accept").start(() -> accept(opened));
  }

  private void accept(ServerSocketChannel from) {
    try {
      while (true) {
        SocketChannel connection = from.accept();
        connections.add(connection);
        Thread.ofPlatform().daemon().name("connection").start(() -> read(connection));
      }
    } catch (IOException closed) {
      // the server died
    }
  }

  private void read(SocketChannel connection) {
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    byte[] line = new byte[LINE_BYTES_MAX];
    int length = 0;
    long bytes = 0;
    try {
      while (connection.isOpen()) {
        if (isPaused) {
          Thread.sleep(5);
          continue;
        }
        buffer.clear();
        int read = connection.read(buffer);
        if (read < 0) {
          break;
        }
        for (int i = 0; i < read && connection.isOpen(); i++) {
          byte next = buffer.get(i);
          bytes++;
          if (next == '\n') {
            book.take(shard, Arrays.copyOf(line, length));
            length = 0;
          } else {
            line[length++] = next;
          }
          if (bytes >= cutAfterBytes && length > 0) {
            cuts++;
            reset(connection);
          }
        }
      }
    } catch (IOException | InterruptedException ended) {
      // so did the connection
    }
    connections.remove(connection);
  }

  private void reset(SocketChannel connection) throws IOException {
    if (!(address instanceof UnixDomainSocketAddress)) {
      connection.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    connection.close();
    connections.remove(connection);
  }

  /** Reads nothing from now on, or goes on. */
  void pause(boolean paused) {
    isPaused = paused;
  }

  /** Resets each connection when so many bytes have come and a line has begun; the rest is lost. */
  void cutAfter(long bytes) {
    cutAfterBytes = bytes;
  }

  /** Connections that were cut in the middle of a line. */
  int cuts() {
    return cuts;
  }

  /** Dies with all its connections; what it had not read is gone. */
  void kill() throws IOException {
    server.close();
    for (SocketChannel connection : connections) {
      reset(connection);
    }
  }

  /** The address as {@code destinations} has it. */
  String text() {
    return switch (address) {
      case UnixDomainSocketAddress unix -> "unix+stream://" + unix.getPath();
      case InetSocketAddress internet -> "tcp://" + Loopback.text(internet);
      default -> throw new IllegalStateException(address.toString());
    };
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
