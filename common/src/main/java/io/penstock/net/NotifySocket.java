package io.penstock.net;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends messages about this process to the service manager that listens on a Unix datagram socket.
 *
 * <p>Never waits: what finds the listener's queue full, or no listener, is not sent, and the answer
 * says so. It connects again for each message, so a listener that was replaced is found again; the
 * kernel adds who sends. Any thread. Source: sd_notify(3), unix(7).
 */
public final class NotifySocket implements AutoCloseable {
  /** The longest message; longer ones are cut. */
  public static final int MESSAGE_BYTES_MAX = 4096;

  private static final char ABSTRACT = '@';

  private final KernelSocket socket;
  private final UnsafeBuffer address =
      new UnsafeBuffer(ByteBuffer.allocateDirect(UnixAddressBytes.CAPACITY));
  private final UnsafeBuffer message =
      new UnsafeBuffer(ByteBuffer.allocateDirect(MESSAGE_BYTES_MAX));
  private final int addressBytes;

  private NotifySocket(KernelSocket socket, String name) throws IOException {
    this.socket = socket;
    this.addressBytes = encode(name);
  }

  private int encode(String name) throws IOException {
    if (name.charAt(0) == ABSTRACT) {
      return UnixAddressBytes.encodeAbstract(name.substring(1), address);
    }
    return UnixAddressBytes.encode(Path.of(name), address);
  }

  /**
   * Opens a socket towards a name; a listener is not needed yet.
   *
   * @param name an absolute path, or {@code @} and an abstract name
   * @throws IOException when it is neither, or too long
   */
  public static NotifySocket open(String name) throws IOException {
    if (!name.startsWith("/") && !(name.length() > 1 && name.charAt(0) == ABSTRACT)) {
      throw new IOException(name + " is neither an absolute path nor an abstract name (@…)");
    }
    KernelSocket socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    try {
      return new NotifySocket(socket, name);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends one message.
   *
   * @param text UTF-8, one assignment a line
   * @return whether the listener's queue took it
   */
  public synchronized boolean send(byte[] text) {
    int length = Math.min(text.length, MESSAGE_BYTES_MAX);
    message.putBytes(0, text, 0, length);
    int result =
        SocketCalls.connect(socket.errno, socket.fd(), address.addressOffset(), addressBytes);
    if (result >= 0) {
      result = SocketCalls.send(socket.errno, socket.fd(), message.addressOffset(), length);
    }
    Reference.reachabilityFence(this);
    return result >= 0;
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
