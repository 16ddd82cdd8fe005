package io.penstock.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Sends on a connected Unix socket what a client may attach to its bytes: file descriptors. */
final class Attachments {
  private static final int SCM_RIGHTS = 1;
  private static final int CMSG_HEADER_BYTES = 16;

  private Attachments() {}

  /** Sends the text with a descriptor attached as often as is said; 0 or {@code -errno}. */
  static int send(KernelSocket socket, String text, int attached, int times) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    UnsafeBuffer payload = direct(Math.max(1, bytes.length));
    payload.putBytes(0, bytes);
    UnsafeBuffer iovec = direct(16);
    iovec.putLong(0, payload.addressOffset());
    iovec.putLong(8, bytes.length);
    int controlBytes = CMSG_HEADER_BYTES + times * Integer.BYTES;
    UnsafeBuffer control = direct((controlBytes + 7) & ~7);
    control.putLong(0, controlBytes);
    control.putInt(8, KernelSocket.SOL_SOCKET);
    control.putInt(12, SCM_RIGHTS);
    for (int i = 0; i < times; i++) {
      control.putInt(CMSG_HEADER_BYTES + i * Integer.BYTES, attached);
    }
    UnsafeBuffer header = direct(56);
    header.putLong(16, iovec.addressOffset());
    header.putLong(24, 1);
    header.putLong(32, control.addressOffset());
    header.putLong(40, control.capacity());
    return SocketCalls.sendmsg(socket.errno, socket.fd(), header.addressOffset());
  }

  private static UnsafeBuffer direct(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
  }
}
