package io.penstock.tools.dump;

import io.penstock.os.PipeDepth;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes into a pipe whose reader makes a datagram of each read, such as {@code nc -u}: whole
 * lines, no more than an Ethernet frame holds, and the next only when those were taken.
 *
 * <p>Without the waiting such a reader takes 16 KiB at a time and tears the line that lies across.
 */
final class DatagramOutput extends LineOutput {
  private static final int DATAGRAM_BYTES = 1432;
  private static final int STANDARD_OUTPUT = 1;
  private static final int FILE_TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int YIELDS = 50;
  private static final long PAUSE_NS = 20_000;

  DatagramOutput(OutputStream out) {
    super(out, DATAGRAM_BYTES);
  }

  /** Whether standard output is a pipe, with a name or without. */
  static boolean isPipe() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode");
      return (mode & FILE_TYPE) == PIPE;
    } catch (IOException unknown) {
      return false;
    }
  }

  @Override
  void written() {
    for (int i = 0; PipeDepth.unreadBytes(STANDARD_OUTPUT) > 0; i++) {
      if (i < YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(PAUSE_NS);
      }
    }
  }
}
