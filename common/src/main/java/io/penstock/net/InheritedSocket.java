package io.penstock.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that another process opened and handed to us, as systemd does: it was there before us
 * and is there after us, so what arrives while no ingest runs waits in it.
 *
 * <p>Whoever starts us passes descriptors from 3 on and says so by {@code LISTEN_FDS}, {@code
 * LISTEN_PID} and {@code LISTEN_FDNAMES}. Variables that are meant for another process, such as our
 * parent, are passed over. Adopting sets close-on-exec and non-blocking. Source: sd_listen_fds(3).
 */
public final class InheritedSocket implements AutoCloseable {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int DESCRIPTORS_MAX = 1024;
  private static final int SOCK_DGRAM = 2;

  private final String name;
  private final KernelSocket socket;
  private final InetSocketAddress address;

  private InheritedSocket(String name, KernelSocket socket, InetSocketAddress address) {
    this.name = name;
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
    int family = socket.family();
    boolean isInternet = family == SocketCalls.AF_INET || family == SocketCalls.AF_INET6;
    if (!isInternet || socket.type() != SOCK_DGRAM) {
      throw new IOException(what + "is no UDP socket; ingest can serve nothing else yet");
    }
    InetSocketAddress address = socket.localAddress();
    if (address.getPort() == 0) {
      throw new IOException(what + "is not bound to a port");
    }
    return new InheritedSocket(name, socket, address);
  }

  /** What whoever opened it calls it; {@code unknown} when it has no name. */
  public String name() {
    return name;
  }

  /** The address that it is bound to, as a configuration has it. */
  public String addressText() {
    return SocketAddressBytes.text(address);
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
