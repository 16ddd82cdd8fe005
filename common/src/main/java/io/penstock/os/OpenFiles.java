package io.penstock.os;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** The files and sockets that this process has open, and may. */
public final class OpenFiles {
  private static final int RLIMIT_NOFILE = 7;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final LibcFunction GETRLIMIT = LibcFunction.of("getrlimit");

  private OpenFiles() {}

  /**
   * The most that it may have open at a time; Java has raised it as far as it may.
   *
   * <p>Source: getrlimit(2): u64 soft limit | u64 hard limit.
   */
  public static long limit() {
    UnsafeBuffer limits = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * Long.BYTES));
    int result = GETRLIMIT.call(Libc.newErrno(), RLIMIT_NOFILE, limits.addressOffset());
    long soft = limits.getLong(0);
    return result < 0 || soft < 0 ? Long.MAX_VALUE : soft;
  }

  /** How many it has open now, about; 0 where that cannot be seen. */
  public static int count() {
    String[] names = DESCRIPTORS.toFile().list();
    return names == null ? 0 : names.length;
  }
}
