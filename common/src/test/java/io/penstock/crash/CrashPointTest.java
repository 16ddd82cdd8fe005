package io.penstock.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A point in a process of its own: nobody else may stand where it is armed. */
class CrashPointTest {
  @Test
  void anArmedPointEndsTheProcessWithoutItsHooks() throws Exception {
    assertEquals("137", run("-Dpenstock.crashpoint=after-append"));
  }

  @Test
  void aCountSaysWhichTimeItIs() throws Exception {
    assertEquals("137 ....", run("-Dpenstock.crashpoint=after-append:5"));
  }

  @Test
  void anotherPointEndsNothing() throws Exception {
    assertEquals("0 ..........hook", run("-Dpenstock.crashpoint=before-send"));
    assertEquals("0 ..........hook", run("-Dnothing=armed"));
  }

  @Test
  void whatIsNoPointIsRefusedWithAllThatAre() throws Exception {
    for (String text :
        new String[] {
          "after-apend", "after-append:", "after-append:0", "after-append:1:stop", ""
        }) {
      String output = run("-Dpenstock.crashpoint=" + text);
      assertTrue(output.startsWith("1 "), output);
      assertTrue(output.contains("during-roll, "), output);
    }
  }

  private static String run(String property) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx32m",
                property,
                "-cp",
                System.getProperty("java.class.path"),
                Passing.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return (process.exitValue() + " " + output).strip();
  }

  /** Passes one point ten times and prints a dot for each. */
  static final class Passing {
    private Passing() {}

    public static void main(String[] arguments) {
      CrashPoint.armed();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
      for (int i = 0; i < 10; i++) {
        CrashPoint.AFTER_APPEND.pass();
        System.out.print('.');
        System.out.flush();
      }
    }
  }
}
