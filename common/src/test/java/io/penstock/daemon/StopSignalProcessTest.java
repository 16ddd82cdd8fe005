package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals to a real process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopSignalProcessTest {
  /** Waits to be stopped; with an argument it then never ends. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws InterruptedException {
      StopSignal stop = StopSignal.install().untilStdinCloses();
      System.out.println("ready");
      stop.await();
      System.out.println(stop.reason());
      if (arguments.length > 0) {
        Thread.sleep(TimeUnit.MINUTES.toMillis(10));
      }
    }
  }

  private Process process;
  private BufferedReader out;

  private void start(String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            // A build in the background of a shell has SIGINT ignored, and passes that on.
            "env",
            "--default-signal=INT,HUP,TERM",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Waiting.class.getName());
    builder.command().addAll(java.util.List.of(arguments));
    process = builder.start();
    out = process.inputReader();
    assertEquals("ready", out.readLine());
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void terminationSignalEndsWithCodeZero() throws Exception {
    start();
    signal("TERM");
    assertEquals("SIGTERM", out.readLine());
    assertEquals(0, process.waitFor());
  }

  @Test
  void endOfStandardInputEndsWithCodeZero() throws Exception {
    start();
    process.getOutputStream().close();
    assertEquals("end of standard input", out.readLine());
    assertEquals(0, process.waitFor());
  }

  @Test
  void secondSignalEndsAStopThatHangs() throws Exception {
    start("hang");
    signal("INT");
    assertEquals("SIGINT", out.readLine());
    assertTrue(process.isAlive());
    signal("INT");
    assertEquals(130, process.waitFor());
  }

  /** Ctrl-C in {@code penstock run}: the parent closes our input, and we get the signal as well. */
  @Test
  void firstSignalAfterTheEndOfStandardInputLeavesTheStopItsTime() throws Exception {
    start("hang");
    process.getOutputStream().close();
    assertEquals("end of standard input", out.readLine());
    signal("INT");
    assertFalse(process.waitFor(1, TimeUnit.SECONDS), "ended at once");
    signal("INT");
    assertEquals(130, process.waitFor());
  }
}
