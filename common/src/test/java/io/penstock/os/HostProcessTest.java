package io.penstock.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostProcessTest {
  /** Lowers its own priority and tells it, per thread, then its mask. In a process of its own. */
  static final class Lowered {
    public static void main(String[] arguments) throws Exception {
      int wanted = Math.max(5, ProcessCalls.niceOf(0)); // a build may run at a low priority itself
      HostProcess.lowerPriority(wanted);
      HostProcess.lowerPriority(3);
      String[] threads = Path.of("/proc/self/task").toFile().list();
      boolean all = true;
      for (String thread : threads) {
        all &= ProcessCalls.niceOf(Integer.parseInt(thread)) == wanted;
      }
      HostProcess.umask(0027);
      System.out.println(
          (threads.length > 1 && all ? "all" : "not all")
              + " lowered, mask "
              + Integer.toOctalString(HostProcess.umask(0)));
    }
  }

  @Test
  void everyThreadIsLoweredAndNoneRaisedAgainAndTheMaskIsSet() throws Exception {
    assertEquals("all lowered, mask 27", lineOf(Lowered.class));
  }

  private static String lineOf(Class<?> main) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return process.inputReader().readLine();
    } finally {
      process.destroyForcibly();
    }
  }
}
