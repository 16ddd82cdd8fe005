package io.penstock.os;

/** How much of the processors a thread may have beside others; see setpriority(2). */
public final class ThreadPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0; // on Linux a number of a process is one of a thread
  private static final LibcFunction SETPRIORITY = LibcFunction.of("setpriority");

  private ThreadPriority() {}

  /**
   * Lets others go first from now on.
   *
   * @param nice 0 to 19; 19 gets what is left over
   * @return whether the system did it
   */
  public static boolean lower(int nice) {
    return SETPRIORITY.call(Libc.newErrno(), PRIO_PROCESS, CALLING_THREAD, nice) >= 0;
  }
}
