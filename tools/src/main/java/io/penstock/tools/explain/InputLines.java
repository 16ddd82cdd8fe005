package io.penstock.tools.explain;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of standard input as bytes, without LF or CR LF; empty ones are passed over. */
final class InputLines {
  private static final int LINE_BYTES_MAX = 65_535;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long tooLong;

  InputLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next line; null at the end. Lines that no datagram could hold are counted, not returned.
   */
  byte[] next() throws IOException {
    while (true) {
      line.reset();
      int b = in.read();
      if (b < 0) {
        return null;
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (line.size() <= LINE_BYTES_MAX) {
          line.write(b);
        }
      }
      byte[] bytes = line.toByteArray();
      int length = bytes.length;
      if (length > LINE_BYTES_MAX) {
        tooLong++;
        continue;
      }
      if (b == '\n' && length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
      if (length > 0) {
        return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
      }
    }
  }

  /** Lines that were longer than a datagram. */
  long tooLong() {
    return tooLong;
  }
}
