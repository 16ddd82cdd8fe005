package io.penstock.daemon;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the end of a process says. The numbers are part of the interface and never change. */
public enum ExitCode {
  /** The work is done, or was ended by SIGTERM, SIGINT or the end of standard input. */
  OK(0, 0, "Ended as asked."),
  /** Something failed that may be different next time. */
  FAILED(1, ExitCode.EIO, "Could not run, or failed on the way; another attempt may succeed."),
  /** The command line or the configuration is wrong; no restart helps. */
  USAGE(2, ExitCode.EINVAL, "The command line or the configuration is wrong."),
  /** Another process does this work already. */
  LOCKED(3, ExitCode.EBUSY, "Another process holds the lock."),
  /** The journal or a file of ours cannot be read or written any more; nothing was deleted. */
  BROKEN_PROMISE(
      4, ExitCode.EIO, "The journal cannot be written or read, or is of another format."),
  /** The address to receive on is taken, or is not one of this host. */
  ADDRESS(5, ExitCode.EADDRNOTAVAIL, "The address cannot be bound."),
  /** Memory was used up, and the launcher's flags or the kernel ended the process at once. */
  MEMORY(137, ExitCode.ENOMEM, "Out of memory, or killed.");

  private static final int EIO = 5;
  private static final int ENOMEM = 12;
  private static final int EBUSY = 16;
  private static final int EINVAL = 22;
  private static final int EADDRNOTAVAIL = 99;

  private final int code;
  private final int errno;
  private final String help;

  ExitCode(int code, int errno, String help) {
    this.code = code;
    this.errno = errno;
    this.help = help;
  }

  /** The number that the operating system sees. */
  public int code() {
    return code;
  }

  /** The error number of the system that says nearly the same, for those who only know these. */
  public int errno() {
    return errno;
  }

  /** One sentence for the user. */
  public String help() {
    return help;
  }

  /** The code with that number; empty when it is none of ours, such as 143 after SIGTERM. */
  public static Optional<ExitCode> of(int code) {
    return Arrays.stream(values()).filter(exit -> exit.code == code).findFirst();
  }

  /** All numbers with their sentences, for help pages. */
  static Map<String, String> list() {
    Map<String, String> list = new LinkedHashMap<>();
    for (ExitCode exit : values()) {
      list.put(Integer.toString(exit.code), exit.help);
    }
    return list;
  }
}
