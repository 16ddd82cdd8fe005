package io.penstock.os;

import java.lang.foreign.MemorySegment;

/** The system calls on the process and its threads. */
final class ProcessCalls {
  private static final int PRIO_PROCESS = 0;

  private static final LibcFunction UMASK = LibcFunction.of("umask");
  private static final LibcFunction GETPRIORITY = LibcFunction.of("getpriority");
  private static final LibcFunction SETPRIORITY = LibcFunction.of("setpriority");

  private static final LibcFunction KILL = LibcFunction.of("kill");
  private static final LibcFunction SIGNAL = LibcFunction.of("signal");

  /** Takes the signal's number as a handler does, and has no effect; async-signal-safe as it is. */
  private static final LibcFunction NOTHING = LibcFunction.of("abs");

  private ProcessCalls() {}

  /** Returns 0 or {@code -errno}; ESRCH when the process is gone. */
  static int kill(int processId, int signal) {
    MemorySegment errno = Libc.newErrno();
    return KILL.call(errno, processId, signal);
  }

  /** Has a signal handled by doing nothing. */
  static void doNothingOn(int signal) {
    SIGNAL.word(Libc.newErrno(), signal, NOTHING.address().address(), 0, 0, 0, 0);
  }

  /** Cannot fail; returns the mask before. */
  static int umask(int mask) {
    return UMASK.call(Libc.newErrno(), mask);
  }

  /** The nice value of a thread, -20 to 19; a thread that is gone reads as -1, a valid value. */
  static int niceOf(int threadId) {
    return (int) GETPRIORITY.word(Libc.newErrno(), PRIO_PROCESS, threadId, 0, 0, 0, 0);
  }

  /** Returns 0 or {@code -errno}; ESRCH when the thread is gone. */
  static int setNice(int threadId, int nice) {
    MemorySegment errno = Libc.newErrno();
    return SETPRIORITY.call(errno, PRIO_PROCESS, threadId, nice);
  }
}
