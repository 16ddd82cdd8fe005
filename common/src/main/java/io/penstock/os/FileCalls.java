package io.penstock.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** The system calls on files and event counters; each returns its result or {@code -errno}. */
public final class FileCalls {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_CLOEXEC = 0x80000;

  private static final int LOCK_EX_NB = 2 | 4;
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int PUNCH_HOLE_KEEP_SIZE = 2 | 1;
  private static final int KEEP_SIZE = 1;

  public static final int STATX_BYTES = 256;
  private static final int STATX_INODE_OFFSET = 32; // u64
  private static final int STATX_MTIME_OFFSET = 112; // u64 s, u32 ns
  private static final int STATX_INODE_MTIME = 0x100 | 0x40;
  private static final int STATX_INODE = 0x100;
  private static final int STATX_BLOCKS_OFFSET = 48; // u64, in units of 512 bytes
  private static final int STATX_BLOCKS = 0x400;
  private static final int STATX_SIZE_OFFSET = 40; // u64
  private static final int STATX_SIZE = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_DEVICE_OFFSET = 136; // u32 major, u32 minor
  private static final int STATFS_BYTES = 120; // its first field is the type, u64
  private static final int STATFS_FILES_OFFSET = 40; // u64
  private static final int STATFS_FILES_FREE_OFFSET = 48; // u64

  private static final LibcFunction OPEN = LibcFunction.of("open");
  private static final LibcFunction CLOSE = LibcFunction.of("close");
  private static final LibcFunction FLOCK = LibcFunction.of("flock");
  private static final LibcFunction FALLOCATE = LibcFunction.of("fallocate");
  private static final LibcFunction STATX = LibcFunction.of("statx");
  private static final LibcFunction FSTATFS = LibcFunction.of("fstatfs");
  private static final LibcFunction EVENTFD = LibcFunction.of("eventfd");
  private static final LibcFunction READ = LibcFunction.of("read");
  private static final LibcFunction WRITE = LibcFunction.of("write");
  private static final LibcFunction PWRITE = LibcFunction.of("pwrite");
  private static final LibcFunction FTRUNCATE = LibcFunction.of("ftruncate");
  private static final LibcFunction FSYNC = LibcFunction.of("fsync");
  private static final LibcFunction LINK = LibcFunction.of("link");
  private static final LibcFunction RENAME = LibcFunction.of("rename");
  private static final LibcFunction STATFS = LibcFunction.of("statfs");

  private FileCalls() {}

  /** Opens with O_CLOEXEC; permissions matter only with O_CREAT, and the umask takes from them. */
  static int open(Path path, int flags, int permissions) {
    MemorySegment errno = Libc.newErrno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      int result;
      do {
        result = OPEN.call(errno, name.address(), flags | O_CLOEXEC, permissions);
      } while (result == -Libc.EINTR);
      return result;
    }
  }

  /** Not called again on EINTR: on Linux the descriptor is gone all the same. */
  public static void close(int fd) {
    CLOSE.call(Libc.newErrno(), fd);
  }

  /** LOCK_EX | LOCK_NB; EAGAIN when another open file holds it. */
  static int lockExclusively(int fd) {
    MemorySegment errno = Libc.newErrno();
    int result;
    do {
      result = FLOCK.call(errno, fd, LOCK_EX_NB);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int punchHole(int fd, long offset, long length) {
    return fallocate(fd, PUNCH_HOLE_KEEP_SIZE, offset, length);
  }

  /** Blocks for the part of a file that has none; what is there stays. */
  static int allocate(int fd, long length) {
    return fallocate(fd, KEEP_SIZE, 0, length);
  }

  private static int fallocate(int fd, int mode, long offset, long length) {
    MemorySegment errno = Libc.newErrno();
    int result;
    do {
      result = FALLOCATE.call(errno, fd, mode, offset, length);
    } while (result == -Libc.EINTR);
    return result;
  }

  /** Bytes that the file really takes on its disk, or {@code -errno}. */
  static long allocatedBytes(int fd) {
    return allocatedBytes(fd, "", AT_EMPTY_PATH);
  }

  /** The same by name. */
  static long allocatedBytes(Path file) {
    return allocatedBytes(AT_FDCWD, file.toAbsolutePath().toString(), 0);
  }

  private static long allocatedBytes(int fd, String path, int flags) {
    long blocks = status(fd, path, flags, STATX_BLOCKS, STATX_BLOCKS_OFFSET);
    return blocks < 0 ? blocks : blocks * 512;
  }

  /** Bytes from the beginning of the file to its end, or {@code -errno}. */
  static long length(int fd) {
    return status(fd, "", AT_EMPTY_PATH, STATX_SIZE, STATX_SIZE_OFFSET);
  }

  /** The number of what the descriptor is open on, within its file system, or {@code -errno}. */
  public static long inode(int fd) {
    return status(fd, "", AT_EMPTY_PATH, STATX_INODE, STATX_INODE_OFFSET);
  }

  /** The same by name. */
  static long inode(Path file) {
    return status(AT_FDCWD, file.toAbsolutePath().toString(), 0, STATX_INODE, STATX_INODE_OFFSET);
  }

  private static long status(int fd, String path, int flags, int asked, long offset) {
    MemorySegment errno = Libc.newErrno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATX_BYTES, 8);
      MemorySegment name = arena.allocateFrom(path);
      int result = STATX.call(errno, fd, name.address(), flags, asked, status.address());
      return result < 0 ? result : status.get(JAVA_LONG, offset);
    }
  }

  /**
   * Tells files apart that an absolute path leads to in turn; negative when to none.
   *
   * <p>It is made of the inode and the time of its making: file systems give an inode's number to
   * the next file at once (seen on ext4).
   *
   * @param path address of its bytes, with a NUL at their end
   * @param status room for {@link #STATX_BYTES}
   */
  public static long fileIdentity(MemorySegment errno, long path, UnsafeBuffer status) {
    int result = STATX.call(errno, 0, path, 0, STATX_INODE_MTIME, status.addressOffset());
    if (result < 0) {
      return result;
    }
    long nanos =
        status.getLong(STATX_MTIME_OFFSET) * 1_000_000_000L
            + status.getInt(STATX_MTIME_OFFSET + Long.BYTES);
    return (31 * nanos + status.getLong(STATX_INODE_OFFSET)) & Long.MAX_VALUE;
  }

  /**
   * Tells apart what a path leads to, links not followed, among all that is held open: of such,
   * neither inode nor device is given to another. {@code -errno} when it leads to nothing.
   *
   * @param path address of its bytes, with a NUL at their end
   * @param status room for {@link #STATX_BYTES}
   */
  public static long heldIdentity(MemorySegment errno, long path, UnsafeBuffer status) {
    int result =
        STATX.call(errno, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_INODE, status.addressOffset());
    if (result < 0) {
      return result;
    }
    long device = status.getLong(STATX_DEVICE_OFFSET);
    return (31 * device + status.getLong(STATX_INODE_OFFSET)) & Long.MAX_VALUE;
  }

  /** The magic number of the file system, or {@code -errno}. */
  static long fileSystemMagic(int fd) {
    MemorySegment errno = Libc.newErrno();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATFS_BYTES, 8);
      int result = FSTATFS.call(errno, fd, status.address());
      return result < 0 ? result : status.get(JAVA_LONG, 0) & 0xffff_ffffL;
    }
  }

  public static int eventfd() {
    MemorySegment errno = Libc.newErrno();
    return EVENTFD.call(errno, 0, EFD_CLOEXEC_NONBLOCK);
  }

  public static int read(MemorySegment errno, int fd, long address, long length) {
    return READ.call(errno, fd, address, length);
  }

  public static int write(MemorySegment errno, int fd, long address, long length) {
    return WRITE.call(errno, fd, address, length);
  }

  /** At most 2 GiB at a call. */
  static int writeAt(MemorySegment errno, int fd, long address, long length, long offset) {
    return PWRITE.call(errno, fd, address, length, offset);
  }

  static int setLength(MemorySegment errno, int fd, long length) {
    int result;
    do {
      result = FTRUNCATE.call(errno, fd, length);
    } while (result == -Libc.EINTR);
    return result;
  }

  static int force(MemorySegment errno, int fd) {
    return FSYNC.call(errno, fd);
  }

  /** Gives a file another name beside its own; EEXIST when something has that name. */
  static int link(Path file, Path name) {
    return ofTwo(LINK, file, name);
  }

  /** Gives a file another name, whatever had it before. */
  static int rename(Path file, Path name) {
    return ofTwo(RENAME, file, name);
  }

  private static int ofTwo(LibcFunction function, Path one, Path other) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocateFrom(one.toString());
      MemorySegment to = arena.allocateFrom(other.toString());
      return function.call(Libc.newErrno(), from.address(), to.address());
    }
  }

  /** Whether the file system has an inode left; true where it does not count them. */
  static boolean hasInodes(Path folder) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATFS_BYTES, 8);
      MemorySegment name = arena.allocateFrom(folder.toString());
      int result = STATFS.call(Libc.newErrno(), name.address(), status.address());
      return result < 0
          || status.get(JAVA_LONG, STATFS_FILES_OFFSET) == 0
          || status.get(JAVA_LONG, STATFS_FILES_FREE_OFFSET) > 0;
    }
  }
}
