package io.penstock.net;

import io.penstock.os.FileCalls;
import io.penstock.os.Libc;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The file of a Unix socket that we bound: made, given its permissions, watched, and taken away
 * again. One that another process bound is watched only.
 *
 * <p>As long as its socket is open, no other file has its inode. Threads: one.
 */
final class UnixSocketFile {
  private final Path path;
  private final int mode;
  private final boolean isOwn;
  private final MemorySegment errno = Libc.newErrno();
  private final UnsafeBuffer address =
      new UnsafeBuffer(ByteBuffer.allocateDirect(UnixAddressBytes.CAPACITY));
  private final UnsafeBuffer status =
      new UnsafeBuffer(ByteBuffer.allocateDirect(FileCalls.STATX_BYTES));
  private final long identity;

  private UnixSocketFile(Path path, int mode, boolean isOwn) throws IOException {
    this.path = path;
    this.mode = mode;
    this.isOwn = isOwn;
    UnixAddressBytes.encode(path, address);
    this.identity = identityNow();
  }

  /** The file of a socket that was handed to us. */
  static UnixSocketFile handedOver(String path) throws IOException {
    return new UnixSocketFile(Path.of(path), 0, false);
  }

  private long identityNow() {
    long name = address.addressOffset() + UnixAddressBytes.PATH_OFFSET;
    return FileCalls.heldIdentity(errno, name, status);
  }

  Path path() {
    return path;
  }

  /** See {@link BoundFile#isOurs}. Allocates nothing. */
  boolean isOurs() {
    long now = identityNow();
    return now == identity || now < 0 && now != -Libc.ENOENT && now != -Libc.ENOTDIR;
  }

  /** Binds another socket where this one's file was. */
  UnixSocketFile renew(KernelSocket socket) throws IOException {
    if (!isOwn) {
      throw new IOException(
          "its socket was handed over, so only its opener can bind it again; restart that (systemd:"
              + " systemctl restart penstock-ingest.socket)");
    }
    return bind(socket, path, mode);
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
    // Until now the umask decided, which gives less and never more.
    Files.setPosixFilePermissions(path, permissions(mode));
    return new UnixSocketFile(path, mode, true);
  }

  private static int bind(KernelSocket socket, UnsafeBuffer address, int addressBytes) {
    return SocketCalls.bind(socket.errno, socket.fd(), address.addressOffset(), addressBytes);
  }

  /** A connection to it shows whether a process listens, of whatever type the socket is. */
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

  /** Takes the file away, if it is still the one that we made. */
  void delete() {
    if (isOwn && identityNow() == identity) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException notOurs) {
        // the folder belongs to another user by now: nothing is left to do
      }
    }
  }
}
