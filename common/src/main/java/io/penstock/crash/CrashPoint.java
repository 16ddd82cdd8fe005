package io.penstock.crash;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The moments between two steps that belong together, at which a test can end the process as a kill
 * would.
 *
 * <p>{@code -Dpenstock.crashpoint=NAME} halts the JVM with 137 when it comes to the point of that
 * name for the first time, {@code NAME:COUNT} for the COUNT-th time: nothing is closed, no hook
 * runs, no buffer is flushed. {@code NAME:COUNT:hang} lets the thread that comes by hang there for
 * ever, and all others continue. One point can be armed, for the life of the process. {@code
 * watched} in place of a name reports every point to {@link #watch a watcher}. Any thread may come
 * by.
 *
 * <p>Not armed, a point is a comparison of two constants that are null or not the same, which the
 * compiler removes; nothing is allocated or counted.
 */
public enum CrashPoint {
  // Ingest, its receiving thread.
  AFTER_RECEIVE_BEFORE_APPEND("Datagrams are counted as received and are in no record yet."),
  AFTER_APPEND("A record is in the journal and in no counter yet."),
  BEFORE_LAYOUT_RECORD("The next file is allocated and ready; the last one is not closed yet."),
  DURING_ROLL("The new file has its layout record; nobody but the writer knows of it yet."),

  // Ingest, its allocating thread.
  DURING_PREPARE("The next file has its name and not one byte."),
  DURING_ALLOCATE("Zeros are on the disk that the appender has not been told of."),

  // Ingest, deleting the oldest file.
  BETWEEN_COMMIT_AND_UNLINK(
      "The oldest file is to go, because all have read it or because it must"
          + " make room; it is still there."),
  AFTER_UNLINK("The oldest file is gone and Chronicle's listing still has it."),

  // The auditor: ingest, or a purge.
  AFTER_LEDGER_ENTRY(
      "A file is audited, and its entry in the ledger is not forced to the disk yet."),
  BEFORE_LEDGER_REPLACED("A smaller ledger is written beside the one in force."),

  // The worker.
  BEFORE_SEND("Lines are counted as accepted and not sent yet."),
  AFTER_SEND_BEFORE_COMMIT("Lines are with the kernel, and no position says so."),
  DURING_COMMIT("A position is half written, over the one before the last."),
  AFTER_COMMIT("A position is stored and the counters beside it are not."),
  DURING_REWIND("What was in doubt is counted as repeated, what is pending not yet as discarded."),

  // penstock repair.
  AFTER_SET_ASIDE("A file that cannot be read has its new name; nothing is in its place yet.");

  private static final String PROPERTY = "penstock.crashpoint";

  /** What {@code kill -9} makes of a process, as a shell sees it. */
  private static final int KILLED = 137;

  /** What is asked for instead of an end. */
  private static final String HANG = ":hang";

  /** In place of a point's name: all are told of. */
  private static final String WATCHED = "watched";

  private static final String ARMED_TEXT = System.getProperty(PROPERTY);
  private static final CrashPoint ARMED = pointOf(ARMED_TEXT).orElse(null);
  private static final boolean HANGS = ARMED_TEXT != null && ARMED_TEXT.endsWith(HANG);
  private static final boolean IS_WATCHED = WATCHED.equals(ARMED_TEXT);
  private static final AtomicLong TIMES_LEFT = new AtomicLong(timesOf(ARMED_TEXT));

  private static final Consumer<CrashPoint> NOBODY = point -> {};
  private static volatile Consumer<CrashPoint> watcher = NOBODY;

  private final String help;

  CrashPoint(String help) {
    this.help = help;
  }

  /** The name to arm it by: {@code after-append}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What has been done at this point, and what not yet. */
  public String help() {
    return help;
  }

  /** Ends the process here, when this point is armed and has been passed often enough. */
  public void pass() {
    if (this == ARMED) {
      countDown();
    } else if (IS_WATCHED) {
      watcher.accept(this);
    }
  }

  /**
   * Tells of every point that any thread comes by from now on; in a process that runs with {@code
   * watched} only, else of none. What the watcher throws is thrown at the point.
   */
  public static void watch(Consumer<CrashPoint> told) {
    watcher = told;
  }

  /** Notifies no watcher any more. */
  public static void unwatch() {
    watcher = NOBODY;
  }

  private static void countDown() {
    if (TIMES_LEFT.decrementAndGet() == 0) {
      if (HANGS) {
        hang();
      }
      Runtime.getRuntime().halt(KILLED);
    }
  }

  private static void hang() {
    while (true) {
      LockSupport.park();
    }
  }

  /** What the armed point does to a thread that reaches it, as a verb. */
  public static String verb() {
    return HANGS ? "hang" : "halt";
  }

  /**
   * The point that is armed in this process.
   *
   * @throws IllegalArgumentException when what is to be armed is not known, with all that are
   */
  public static Optional<CrashPoint> armed() {
    if (ARMED_TEXT != null && !IS_WATCHED && (ARMED == null || TIMES_LEFT.get() < 1)) {
      throw new IllegalArgumentException(
          "-D%s=%s: neither a point, point:count nor point:count:hang; the points are %s"
              .formatted(PROPERTY, ARMED_TEXT, labels()));
    }
    return Optional.ofNullable(ARMED);
  }

  private static String labels() {
    return Arrays.stream(values()).map(CrashPoint::label).collect(Collectors.joining(", "));
  }

  private static Optional<CrashPoint> pointOf(String text) {
    String label = text == null ? "" : text.split(":", 2)[0];
    return Arrays.stream(values()).filter(point -> point.label().equals(label)).findFirst();
  }

  /** 1 without a count; 0, at which no point ends anything, when it cannot be understood. */
  private static long timesOf(String text) {
    if (text == null || !text.contains(":")) {
      return 1;
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || (parts.length == 3 && !text.endsWith(HANG))) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(parts[1]));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
