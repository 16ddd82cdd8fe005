package io.penstock.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bound Unix datagram socket, as DogStatsD clients send to.
 *
 * <p>The kernel drops nothing here: its queue holds {@code net.unix.max_dgram_qlen} datagrams, and
 * a sender that finds it full waits, or is refused (EAGAIN) and knows it. A datagram of more than
 * 65,535 bytes is {@link ReceiveSlots#truncated}. Threads: one. Source: unix(7).
 */
public final class UnixDatagramReceiver implements DatagramInput, BoundFile {
  private static final Path QUEUE_LIMIT = Path.of("/proc/sys/net/unix/max_dgram_qlen");
  private static final int QUEUE_DEFAULT = 10;

  private final ReceiveSlots slots;
  private KernelSocket socket;
  private UnixSocketFile file;
  private KernelSocket leaving; // whose file was lost: it takes nothing more in

  private UnixDatagramReceiver(KernelSocket socket, ReceiveSlots slots, UnixSocketFile file) {
    this.socket = socket;
    this.slots = slots;
    this.file = file;
  }

  /**
   * Binds, and takes the place of a file that a dead process left.
   *
   * @param mode permissions of the file, such as 0660; who may write it may send
   * @throws IOException when a living process is bound to it, or it cannot be made, saying what to
   *     do
   */
  public static UnixDatagramReceiver bind(Path path, int mode, ReceiveSlots slots)
      throws IOException {
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    try {
      UnixSocketFile file = UnixSocketFile.bind(socket, path, mode);
      return new UnixDatagramReceiver(socket, slots, file);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Takes over a socket that another process bound; its file is that one's. */
  public static UnixDatagramReceiver adopt(InheritedSocket inherited, ReceiveSlots slots)
      throws IOException {
    return new UnixDatagramReceiver(
        inherited.socket(), slots, UnixSocketFile.handedOver(inherited.addressText()));
  }

  /** How many datagrams the host lets wait at such a socket before senders do. */
  public static int queueDatagrams() {
    try {
      return Integer.parseInt(Files.readString(QUEUE_LIMIT).strip());
    } catch (IOException | NumberFormatException e) {
      return QUEUE_DEFAULT;
    }
  }

  @Override
  public int receive() {
    if (leaving != null) {
      int filled = slots.receive(leaving);
      if (filled > 0) {
        return filled;
      }
      leaving.close();
      leaving = null;
    }
    return slots.receive(socket);
  }

  @Override
  public String path() {
    return file.path().toString();
  }

  @Override
  public boolean isOurs() {
    return file.isOurs();
  }

  /** {@inheritDoc} It has another descriptor then: make another {@link InputPoll}. */
  @Override
  public void renew() throws IOException {
    if (leaving != null) {
      throw new IOException("datagrams of the last one are still being received");
    }
    KernelSocket next = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    try {
      file = file.renew(next);
    } catch (IOException | RuntimeException e) {
      next.close();
      throw e;
    }
    SocketCalls.shutdownRead(socket.errno, socket.fd());
    leaving = socket;
    socket = next;
  }

  int fd() {
    return socket.fd();
  }

  @Override
  public void close() {
    file.delete();
    socket.close();
    if (leaving != null) {
      leaving.close();
    }
  }
}
