package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ProgramTest {
  @CommandLine.Command(name = "failing")
  private static final class Failing implements Runnable {
    private final RuntimeException failure;

    private Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      throw failure;
    }
  }

  private final StringWriter err = new StringWriter();

  private int run(RuntimeException failure, String... arguments) {
    CommandLine program = Program.commandLine(new Failing(failure));
    program.setErr(new PrintWriter(err, true));
    return program.execute(arguments);
  }

  @Test
  void configurationFaultsAreLinesAndExitCode2() {
    assertEquals(2, run(new ConfigurationException(List.of("a: wrong", "b: wrong"))));
    assertEquals(List.of("a: wrong", "b: wrong"), err.toString().lines().toList());
  }

  @Test
  void knownFailureIsOneLineAndItsExitCode() {
    assertEquals(3, run(new ProgramException(ExitCode.LOCKED, "held by process 7")));
    assertEquals(List.of("held by process 7"), err.toString().lines().toList());
  }

  @Test
  void defectShowsItsTraceAndExitCode1() {
    assertEquals(1, run(new IllegalStateException("defect")));
    assertTrue(err.toString().contains("at io.penstock.daemon.ProgramTest"));
  }

  @Test
  void unknownFlagIsExitCode2AndNoTrace() {
    assertEquals(2, run(null, "--nonsense"));
    assertTrue(err.toString().contains("Try: failing --help"));
    assertFalse(err.toString().contains("\tat "));
  }
}
