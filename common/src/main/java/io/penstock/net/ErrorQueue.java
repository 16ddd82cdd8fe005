package io.penstock.net;

import io.penstock.os.Libc;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The errors that came back to a socket (MSG_ERRQUEUE).
 *
 * <p>Each is a copy of the datagram that failed, which does not interest here, and a control
 * message with the reason. Draining also clears the pending error that would fail the next send.
 * Source: ip(7), linux/errqueue.h.
 */
final class ErrorQueue {
  private static final int LOCAL_ORIGIN = 1; // this host, not one on the way
  private static final int IP_RECVERR = 11;
  private static final int IPV6_RECVERR = 25;

  /** A drain ends here even when errors come as fast as they are taken. */
  private static final int DRAIN_MAX = 4096;

  // 0 struct msghdr (see UdpReceiver), without iovec | 64 control messages
  private static final int CONTROL_OFFSET = 64;
  private static final int CONTROL_BYTES = 512;

  private final KernelSocket socket;
  private final UnsafeBuffer message =
      new UnsafeBuffer(ByteBuffer.allocateDirect(CONTROL_OFFSET + CONTROL_BYTES));
  private long pathTooBig;

  ErrorQueue(KernelSocket socket) {
    this.socket = socket;
    message.putLong(32, message.addressOffset() + CONTROL_OFFSET);
  }

  long pathTooBig() {
    return pathTooBig;
  }

  /** Takes all that is there and returns how many say "not delivered". */
  int drain() {
    int undelivered = 0;
    for (int taken = 0; taken < DRAIN_MAX; taken++) {
      message.putLong(40, CONTROL_BYTES);
      message.putInt(48, 0);
      int result =
          SocketCalls.recvmsg(
              socket.errno,
              socket.fd(),
              message.addressOffset(),
              SocketCalls.MSG_ERRQUEUE | SocketCalls.MSG_DONTWAIT);
      if (result < 0 && Libc.isOurFault(-result)) {
        throw new IllegalStateException("cannot read the queue of errors: " + Libc.text(-result));
      }
      if (result < 0) {
        break; // nothing there, or no memory for it now
      }
      undelivered += classify();
    }
    return undelivered;
  }

  /** Looks through the control messages: u64 length | u32 level | u32 type | data, 8-aligned. */
  private int classify() {
    int end = CONTROL_OFFSET + (int) message.getLong(40);
    int at = CONTROL_OFFSET;
    while (at + 32 <= end) {
      int level = message.getInt(at + 8);
      int type = message.getInt(at + 12);
      if ((level == KernelSocket.SOL_IP && type == IP_RECVERR)
          || (level == KernelSocket.SOL_IPV6 && type == IPV6_RECVERR)) {
        return classify(at + 16);
      }
      at += Math.max(16, ((int) message.getLong(at) + 7) & ~7);
    }
    return 0;
  }

  /** struct sock_extended_err: u32 errno | u8 origin | u8 type | u8 code | … */
  private int classify(int error) {
    if (message.getInt(error) != Libc.EMSGSIZE) {
      return 1;
    }
    if (message.getByte(error + 4) == LOCAL_ORIGIN) {
      return 0; // send has said so already
    }
    pathTooBig++;
    return 1;
  }
}
