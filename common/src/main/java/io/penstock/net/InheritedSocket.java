package io.penstock.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that another process opened and handed to us, as systemd does: it was there before us
 * and is there after us, so what arrives while no ingest runs waits in it.
 *
 * <p>The process that starts us passes descriptors from 3 on and announces them in {@code
 * LISTEN_FDS}, {@code LISTEN_PID} and {@code LISTEN_FDNAMES}. Variables that are meant for another
 * process, such as our parent, are ignored. Adopting sets close-on-exec and non-blocking. Source:
 * sd_listen_fds(3).
 */
public final class InheritedSocket implements AutoCloseable {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int DESCRIPTORS_MAX = 1024;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;

  /** What can be served. */
  public enum Kind {
    /** UDP over IPv4 or IPv6. */
    UDP,
    /** A listening TCP socket. */
    TCP,
    /** A Unix socket for datagrams. */
    UNIX,
    /** A listening Unix stream socket. */
    UNIX_STREAM;

    private boolean isUnix() {
      return this == UNIX || this == UNIX_STREAM;
    }
  }

  private final String name;
  private final Kind kind;
  private final KernelSocket socket;
  private final String address;

  private InheritedSocket(String name, Kind kind, KernelSocket socket, String address) {
    this.name = name;
    this.kind = kind;
    this.socket = socket;
    this.address = address;
  }

  /**
   * Adopts every socket that was handed to this process; none when none was.
   *
   * @param environment of the process
   * @param processId whom the variables must be meant for
   * @throws IOException when a descriptor is not what can be served, saying which and what it is
   */
  public static List<InheritedSocket> adopt(Map<String, String> environment, long processId)
      throws IOException {
    if (!Long.toString(processId).equals(environment.get("LISTEN_PID"))) {
      return List.of();
    }
    int count = count(environment.getOrDefault("LISTEN_FDS", "0"));
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<InheritedSocket> adopted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = i < names.length && !names[i].isEmpty() ? names[i] : "unknown";
      adopted.add(adopt(FIRST_DESCRIPTOR + i, name));
    }
    return List.copyOf(adopted);
  }

  private static int count(String text) throws IOException {
    try {
      int count = Integer.parseInt(text);
      if (count >= 0 && count <= DESCRIPTORS_MAX) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      // said below
    }
    throw new IOException(
        "LISTEN_FDS=" + text + " is no number of sockets; unset LISTEN_PID to do without");
  }

  static InheritedSocket adopt(int fd, String name) throws IOException {
    String what = "descriptor " + fd + " (" + name + "), handed over by LISTEN_FDS, ";
    KernelSocket socket;
    try {
      socket = KernelSocket.adopt(fd);
    } catch (IOException e) {
      throw new IOException(what + "is no open socket: " + e.getMessage(), e);
    }
    Kind kind = kindOf(socket);
    if (kind == null) {
      throw new IOException(
          what
              + "is neither a UDP socket, nor a listening TCP socket, nor a Unix socket for datagrams"
              + " or that listens; ingest serves only those");
    }
    String address =
        kind.isUnix() ? socket.localPath() : SocketAddressBytes.text(socket.localAddress());
    if (address.isEmpty() || !kind.isUnix() && socket.localAddress().getPort() == 0) {
      throw new IOException(what + "is bound to no address");
    }
    return new InheritedSocket(name, kind, socket, address);
  }

  private static Kind kindOf(KernelSocket socket) throws IOException {
    boolean isUnix = socket.family() == SocketCalls.AF_UNIX;
    boolean isInternet =
        socket.family() == SocketCalls.AF_INET || socket.family() == SocketCalls.AF_INET6;
    if (socket.type() == SOCK_DGRAM) {
      return isUnix ? Kind.UNIX : isInternet ? Kind.UDP : null;
    }
    if (socket.type() == SOCK_STREAM && socket.isListening()) {
      return isUnix ? Kind.UNIX_STREAM : isInternet ? Kind.TCP : null;
    }
    return null;
  }

  /** The name its opener gave it; {@code unknown} when it has none. */
  public String name() {
    return name;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** The address that it is bound to, {@code host:port} or a path. */
  public String addressText() {
    return address;
  }

  KernelSocket socket() {
    return socket;
  }

  /** Closes our descriptor; the socket stays where its opener holds it. */
  @Override
  public void close() {
    socket.close();
  }
}
