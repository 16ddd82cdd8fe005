package io.penstock.tools.dump;

import java.io.IOException;
import java.io.OutputStream;

/** The output of lines. Once its reader has closed it, it says so and takes nothing. One thread. */
class LineOutput {
  private static final int BUFFER_BYTES = 64 << 10;

  private final OutputStream out;
  private final byte[] buffer;
  private int filled;
  private boolean isClosed;

  LineOutput(OutputStream out) {
    this(out, BUFFER_BYTES);
  }

  /** Writes at most so much at once, but for a longer line. */
  LineOutput(OutputStream out, int bufferBytes) {
    this.out = out;
    this.buffer = new byte[bufferBytes];
  }

  /**
   * Takes one line, with its ending; a line is never split over two writes.
   *
   * @return false when the output is closed
   */
  boolean write(byte[] bytes) {
    if (filled + bytes.length > buffer.length) {
      flush();
    }
    if (bytes.length > buffer.length) {
      writeThrough(bytes, bytes.length);
    } else if (!isClosed) {
      System.arraycopy(bytes, 0, buffer, filled, bytes.length);
      filled += bytes.length;
    }
    return !isClosed;
  }

  /** Writes what is left; false when the output is closed. */
  boolean flush() {
    if (filled > 0) {
      writeThrough(buffer, filled);
      filled = 0;
    }
    return !isClosed;
  }

  private void writeThrough(byte[] bytes, int length) {
    if (isClosed) {
      return;
    }
    try {
      out.write(bytes, 0, length);
      out.flush();
      written();
    } catch (IOException closedPipe) {
      isClosed = true;
    }
  }

  /** Called after each write. */
  void written() {}
}
