package io.penstock.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The path of a Unix socket as the kernel writes it.
 *
 * <pre>
 * sockaddr_un   u16 family | 108 bytes path, NUL at its end
 * </pre>
 */
final class UnixAddressBytes {
  /** The longest path that fits, in bytes. */
  static final int PATH_BYTES_MAX = 107;

  static final int CAPACITY = 110;
  static final int PATH_OFFSET = 2;

  private UnixAddressBytes() {}

  /** Writes the address at the start of the buffer and returns its length. */
  static int encode(Path path, MutableDirectBuffer target) throws IOException {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > PATH_BYTES_MAX) {
      throw new IOException(
          path + " is longer than the " + PATH_BYTES_MAX + " bytes that a Unix socket can have");
    }
    target.setMemory(0, CAPACITY, (byte) 0);
    target.putShort(0, (short) SocketCalls.AF_UNIX);
    target.putBytes(PATH_OFFSET, bytes);
    return PATH_OFFSET + bytes.length + 1;
  }

  /** The same for a name that lies in no folder: a NUL before it and none behind it. */
  static int encodeAbstract(String name, MutableDirectBuffer target) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= PATH_BYTES_MAX) {
      throw new IOException("@" + name + " is longer than a Unix socket's name can be");
    }
    target.setMemory(0, CAPACITY, (byte) 0);
    target.putShort(0, (short) SocketCalls.AF_UNIX);
    target.putBytes(PATH_OFFSET + 1, bytes);
    return PATH_OFFSET + 1 + bytes.length;
  }

  /** Reads the path of an address of this many bytes, as the kernel wrote it. */
  static String decode(DirectBuffer source, int length) {
    int end = PATH_OFFSET;
    while (end < Math.min(length, CAPACITY) && source.getByte(end) != 0) {
      end++;
    }
    byte[] path = new byte[end - PATH_OFFSET];
    source.getBytes(PATH_OFFSET, path);
    return new String(path, StandardCharsets.UTF_8);
  }
}
