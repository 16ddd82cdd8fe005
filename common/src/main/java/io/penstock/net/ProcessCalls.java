package io.penstock.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls on the process and its threads. */
final class ProcessCalls {
  private static final int PRIO_PROCESS = 0;

  private static final MethodHandle UMASK = Libc.function("umask", JAVA_INT, JAVA_INT);
  private static final MethodHandle GETPRIORITY =
      Libc.function("getpriority", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETPRIORITY =
      Libc.function("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private static final MethodHandle KILL = Libc.function("kill", JAVA_INT, JAVA_INT, JAVA_INT);

  private ProcessCalls() {}

  /** Returns 0 or {@code -errno}; ESRCH when the process is gone. */
  static int kill(int processId, int signal) {
    MemorySegment errno = Libc.newErrno();
    try {
      return Libc.result((int) KILL.invokeExact(errno, processId, signal), errno);
    } catch (Throwable e) {
      throw Libc.unbound("kill", e);
    }
  }

  /** Cannot fail; returns the mask before. */
  static int umask(int mask) {
    try {
      return (int) UMASK.invokeExact(Libc.newErrno(), mask);
    } catch (Throwable e) {
      throw Libc.unbound("umask", e);
    }
  }

  /** The nice value of a thread, -20 to 19; a thread that is gone reads as -1, a valid value. */
  static int niceOf(int threadId) {
    try {
      return (int) GETPRIORITY.invokeExact(Libc.newErrno(), PRIO_PROCESS, threadId);
    } catch (Throwable e) {
      throw Libc.unbound("getpriority", e);
    }
  }

  /** Returns 0 or {@code -errno}; ESRCH when the thread is gone. */
  static int setNice(int threadId, int nice) {
    MemorySegment errno = Libc.newErrno();
    try {
      return Libc.result((int) SETPRIORITY.invokeExact(errno, PRIO_PROCESS, threadId, nice), errno);
    } catch (Throwable e) {
      throw Libc.unbound("setpriority", e);
    }
  }
}
