package io.penstock.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** What the JDK does not offer of its own process: the mask of new files, and the priority. */
public final class HostProcess {
  private static final Path THREADS = Path.of("/proc/self/task");

  private static final int SIGHUP = 1;

  private HostProcess() {}

  /**
   * Sets which permissions new files of this process do not get, such as 0027.
   *
   * @return the mask before
   */
  public static int umask(int mask) {
    return ProcessCalls.umask(mask);
  }

  /** Sends SIGHUP to a process of ours; one that is gone is no error. */
  public static void hangUp(long processId) {
    ProcessCalls.kill(Math.toIntExact(processId), SIGHUP);
  }

  /**
   * Whether a SIGHUP would end a process, since it has not yet said what else is to become of one;
   * not for one that is gone.
   */
  public static boolean endsByHangUp(long processId) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + processId + "/status"))) {
        if (line.startsWith("SigIgn:") || line.startsWith("SigCgt:")) {
          long mask = Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
          if ((mask & 1L << SIGHUP - 1) != 0) {
            return false;
          }
        }
      }
      return true;
    } catch (IOException | NumberFormatException gone) {
      return false;
    }
  }

  /**
   * Lets a SIGHUP that our parent had ignored do nothing instead: then a handler can be registered,
   * which Java refuses for a signal that is ignored.
   */
  public static void heedHangUps() {
    ProcessCalls.doNothingOn(SIGHUP);
  }

  /**
   * Lowers the priority of the whole process; never raises it.
   *
   * <p>On Linux a nice value belongs to a thread and passes on to the threads it starts, so every
   * thread that runs is lowered, again until no new one is found.
   *
   * @param nice 0, usual, to 19, lowest; a thread that is lower already stays
   * @throws IOException when /proc cannot be read or the kernel refuses
   */
  public static void lowerPriority(int nice) throws IOException {
    Set<Integer> lowered = new HashSet<>();
    boolean found = true;
    while (found) {
      found = false;
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
        for (Path thread : threads) {
          int id = Integer.parseInt(thread.getFileName().toString());
          if (lowered.add(id)) {
            found = true;
            lower(id, nice);
          }
        }
      }
    }
  }

  private static void lower(int threadId, int nice) throws IOException {
    if (ProcessCalls.niceOf(threadId) >= nice) {
      return;
    }
    int result = ProcessCalls.setNice(threadId, nice);
    if (result < 0 && result != -Libc.ESRCH) {
      throw new IOException("cannot lower the priority: " + Libc.text(-result));
    }
  }
}
