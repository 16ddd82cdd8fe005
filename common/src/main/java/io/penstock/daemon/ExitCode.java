package io.penstock.daemon;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the end of a process says. The numbers are part of the interface and never change. */
public enum ExitCode {
  /** The work is done, or was ended by SIGTERM, SIGINT or the end of standard input. */
  OK(0, "Ended as asked."),
  /** Something failed that may be different next time. */
  FAILED(1, "Could not run, or failed on the way; another attempt may succeed."),
  /** The command line or the configuration is wrong; no restart helps. */
  USAGE(2, "The command line or the configuration is wrong."),
  /** Another process does this work already. */
  LOCKED(3, "Another process holds the lock."),
  /** The journal or a file of ours cannot be read or written any more; nothing was deleted. */
  BROKEN_PROMISE(4, "The journal cannot be written or read, or is of another format."),
  /** The address to receive on is taken, or is not one of this host. */
  ADDRESS(5, "The address cannot be bound.");

  private final int code;
  private final String help;

  ExitCode(int code, String help) {
    this.code = code;
    this.help = help;
  }

  /** The number that the operating system sees. */
  public int code() {
    return code;
  }

  /** One sentence for the user. */
  public String help() {
    return help;
  }

  /** The code with that number; empty when it is none of ours, such as 137 after kill -9. */
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
