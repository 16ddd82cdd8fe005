package io.penstock.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A TCP or Unix stream socket that clients connect to. */
public final class StreamListener implements AutoCloseable {
  private static final int SO_REUSEADDR = 2;

  /** Clients that wait to be accepted, over a restart too; the host's limit is 4096. */
  private static final int BACKLOG = 4096;

  private final KernelSocket socket;
  private final UnixSocketFile file;
  private final boolean isFramed;

  private StreamListener(KernelSocket socket, UnixSocketFile file, boolean isFramed) {
    this.socket = socket;
    this.file = file;
    this.isFramed = isFramed;
  }

  /** Listens on TCP, for lines; {@code ::} takes IPv4 as well. */
  public static StreamListener tcp(InetSocketAddress address) throws IOException {
    KernelSocket socket = KernelSocket.stream(address);
    try {
      // Connections of the ingest before us linger and are no reason to refuse.
      KernelSocket.require(
          socket.setOption(KernelSocket.SOL_SOCKET, SO_REUSEADDR, 1), "SO_REUSEADDR");
      socket.bind(address);
      socket.listen(BACKLOG);
      return new StreamListener(socket, UnixSocketFile.NOT_OURS, false);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Listens on a Unix socket, for frames; see {@link UnixDatagramReceiver#bind}. */
  public static StreamListener unix(Path path, int mode) throws IOException {
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_STREAM_CLOEXEC_NONBLOCK);
    try {
      UnixSocketFile file = UnixSocketFile.bind(socket, path, mode);
      socket.listen(BACKLOG);
      return new StreamListener(socket, file, true);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Takes over a listening socket that another process bound. */
  public static StreamListener adopt(InheritedSocket inherited) {
    return new StreamListener(
        inherited.socket(),
        UnixSocketFile.NOT_OURS,
        inherited.kind() == InheritedSocket.Kind.UNIX_STREAM);
  }

  /** Whether its clients send frames with their length before them, or lines. */
  boolean isFramed() {
    return isFramed;
  }

  KernelSocket socket() {
    return socket;
  }

  @Override
  public void close() {
    file.delete();
    socket.close();
  }
}
