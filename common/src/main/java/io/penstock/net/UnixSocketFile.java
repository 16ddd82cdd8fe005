package io.penstock.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** The file of a Unix socket that we bound: made, given its permissions, and taken away again. */
final class UnixSocketFile {
  /** Of a socket whose file belongs to somebody else. */
  static final UnixSocketFile NOT_OURS = new UnixSocketFile(null, null);

  private final Path path;
  private final Object key;

  private UnixSocketFile(Path path, Object key) {
    this.path = path;
    this.key = key;
  }

  /** Binds the socket to the path; a file that a dead process left is replaced. */
  static UnixSocketFile bind(KernelSocket socket, Path path, int mode) throws IOException {
    UnsafeBuffer address = new UnsafeBuffer(ByteBuffer.allocateDirect(UnixAddressBytes.CAPACITY));
    int addressBytes = UnixAddressBytes.encode(path, address);
    int result = bind(socket, address, addressBytes);
    if (result == -Libc.EADDRINUSE) {
      deleteIfDead(path, address, addressBytes);
      result = bind(socket, address, addressBytes);
    }
    if (result < 0) {
      throw new IOException(refusal(path, -result));
    }
    // Until now the umask and nobody else decided, which gives less and never more.
    Files.setPosixFilePermissions(path, permissions(mode));
    return new UnixSocketFile(path, keyOf(path));
  }

  private static int bind(KernelSocket socket, UnsafeBuffer address, int addressBytes) {
    return SocketCalls.bind(socket.errno, socket.fd(), address.addressOffset(), addressBytes);
  }

  /** A connection to it says whether somebody is there, of whatever type the socket is. */
  private static void deleteIfDead(Path path, UnsafeBuffer address, int addressBytes)
      throws IOException {
    try (KernelSocket probe = KernelSocket.unix(SocketCalls.SOCK_DGRAM_CLOEXEC_NONBLOCK)) {
      int result =
          SocketCalls.connect(probe.errno, probe.fd(), address.addressOffset(), addressBytes);
      if (result == -Libc.ENOENT) {
        return;
      }
      if (result != -Libc.ECONNREFUSED) {
        throw new IOException(refusal(path, Libc.EADDRINUSE));
      }
    }
    if (!isSocket(path)) {
      throw new IOException(path + " is there and is no socket; move it, or listen elsewhere");
    }
    Files.deleteIfExists(path);
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & 0170000) == 0140000;
  }

  private static String refusal(Path path, int errno) {
    if (errno == Libc.EADDRINUSE) {
      return ("another process listens on %s; \"ss -xlp src %s\" shows which, and it has to end first"
              + " or listen elsewhere")
          .formatted(path, path);
    }
    if (errno == Libc.ENOENT) {
      return "there is no folder %s; make it, or let systemd do so (RuntimeDirectory=)"
          .formatted(path.getParent());
    }
    if (errno == Libc.EACCES) {
      return "this user may not make files in %s; give it the folder".formatted(path.getParent());
    }
    return "cannot bind %s: %s".formatted(path, Libc.text(errno));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // from 0400 down to 0001
    for (int i = 0; i < all.length; i++) {
      if ((mode & 0400 >> i) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, "unix:ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
  }

  /** Takes the file away, if it is still the one that we made. */
  void delete() {
    if (path != null) {
      try {
        if (keyOf(path).equals(key)) {
          Files.delete(path);
        }
      } catch (IOException gone) {
        // somebody has taken it away, or the folder: nothing is left to do
      }
    }
  }
}
