package io.penstock.net;

import io.penstock.os.Libc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client of a Unix datagram socket that attaches file descriptors to its datagrams, as many as it
 * is told; Java has none. It stands in the room of the system calls to use them as they are.
 */
public final class AttachingClient implements AutoCloseable {
  private static final int SCM_RIGHTS = 1;
  private static final int CMSG_HEADER_BYTES = 16;
  private static final int DATAGRAM_BYTES_MAX = 80_000;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_SNDBUF = 7;

  private final KernelSocket socket;
  private final WakeUp attached;
  private final UnsafeBuffer payload = direct(DATAGRAM_BYTES_MAX);
  private final UnsafeBuffer header = direct(56 + 16 + 1_100); // message, iovec, control

  /** Connects. */
  public AttachingClient(Path path) throws IOException {
    socket = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK);
    attached = WakeUp.create();
    UnsafeBuffer address = direct(UnixAddressBytes.CAPACITY);
    int bytes = UnixAddressBytes.encode(path, address);
    KernelSocket.require(
        SocketCalls.connect(socket.errno, socket.fd(), address.addressOffset(), bytes), "connect");
    socket.sizeBuffer(SO_SNDBUFFORCE, SO_SNDBUF, 4 << 20);
  }

  private static UnsafeBuffer direct(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /**
   * Sends a datagram, and waits as long as the receiver's queue is full.
   *
   * @param descriptors attached to it, 0 to 253
   */
  public void send(byte[] datagram, int descriptors) throws IOException {
    payload.putBytes(0, datagram);
    int iovec = 56;
    header.setMemory(0, header.capacity(), (byte) 0);
    header.putLong(iovec, payload.addressOffset());
    header.putLong(iovec + 8, datagram.length);
    header.putLong(16, header.addressOffset() + iovec);
    header.putLong(24, 1);
    if (descriptors > 0) {
      int control = iovec + 16;
      int controlBytes = CMSG_HEADER_BYTES + descriptors * Integer.BYTES;
      header.putLong(32, header.addressOffset() + control);
      header.putLong(40, controlBytes + 7 & ~7);
      header.putLong(control, controlBytes);
      header.putInt(control + 8, KernelSocket.SOL_SOCKET);
      header.putInt(control + 12, SCM_RIGHTS);
      for (int i = 0; i < descriptors; i++) {
        header.putInt(control + CMSG_HEADER_BYTES + i * Integer.BYTES, attached.fd());
      }
    }
    int result;
    while ((result = SocketCalls.sendmsg(socket.errno, socket.fd(), header.addressOffset()))
        == -Libc.EAGAIN) {
      LockSupport.parkNanos(100_000);
    }
    KernelSocket.require(result, "sendmsg");
  }

  @Override
  public void close() {
    attached.close();
    socket.close();
  }
}
