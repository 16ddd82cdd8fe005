package io.penstock.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** A TCP or Unix stream socket that clients connect to. */
public final class StreamListener implements AutoCloseable {
  private static final int SO_REUSEADDR = 2;

  /** Clients that wait to be accepted, over a restart too; the host's limit is 4096. */
  private static final int BACKLOG = 4096;

  private final boolean isFramed;
  private final Optional<UnixSocketFile> file; // of a Unix socket
  private final KernelSocket socket;

  private StreamListener(KernelSocket socket, Optional<UnixSocketFile> file) {
    this.socket = socket;
    this.file = file;
    this.isFramed = file.isPresent();
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
      return new StreamListener(socket, Optional.empty());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Listens on a Unix socket, for frames; see {@link UnixDatagramReceiver#bind}. */
  public static StreamListener unix(Path path, int mode) throws IOException {
    return unix(socket -> UnixSocketFile.bind(socket, path, mode));
  }

  private interface Binding {
    UnixSocketFile bind(KernelSocket socket) throws IOException;
  }

  private static StreamListener unix(Binding binding) throws IOException {
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_STREAM_CLOEXEC_NONBLOCK);
    try {
      UnixSocketFile file = binding.bind(socket);
      socket.listen(BACKLOG);
      return new StreamListener(socket, Optional.of(file));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Takes over a listening socket that another process bound. */
  public static StreamListener adopt(InheritedSocket inherited) throws IOException {
    boolean isUnix = inherited.kind() == InheritedSocket.Kind.UNIX_STREAM;
    return new StreamListener(
        inherited.socket(),
        isUnix
            ? Optional.of(UnixSocketFile.handedOver(inherited.addressText()))
            : Optional.empty());
  }

  /** The file of a Unix socket; none of TCP. */
  Optional<UnixSocketFile> file() {
    return file;
  }

  /** Replaces this one, whose file is lost; this one accepts no further client. */
  StreamListener renewed() throws IOException {
    UnixSocketFile lost = file.orElseThrow();
    StreamListener next = unix(lost::renew);
    SocketCalls.shutdownRead(socket.errno, socket.fd());
    return next;
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
    file.ifPresent(UnixSocketFile::delete);
    socket.close();
  }
}
