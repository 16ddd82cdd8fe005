package io.penstock.tools.run;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.os.HostProcess;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A daemon as a child process of ours. It ends when its standard input does, which happens however
 * we end, kill -9 included. Ctrl-C on the terminal does not reach it: we end it, when we are ready.
 */
public final class DaemonProcess implements Child {
  private static final List<String> INHERITED_SOCKETS =
      List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

  private final Process process;

  private DaemonProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts daemons the way this program was started: by the launcher, which knows the flags for
   * each.
   *
   * @param role {@code ingest}, {@code worker} or {@code console}
   * @param arguments after the role
   * @param output where what it prints goes
   * @throws ProgramException when the launcher did not start this program
   */
  public static ChildStarter starter(String role, List<String> arguments, Redirect output) {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.add(role);
    command.addAll(arguments);
    command.add("--until-stdin-closes");
    return () -> start(command, output);
  }

  private static Path launcher() {
    Path launcher = Path.of(System.getProperty("penstock.launcher", ""));
    if (!Files.isExecutable(launcher) || Files.isDirectory(launcher)) {
      throw new ProgramException(
          ExitCode.USAGE, "daemons are started by the launcher: run scripts/penstock");
    }
    return launcher;
  }

  private static Child start(List<String> command, Redirect output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PENSTOCK_BUILT", "1"); // all run what this program was built with
    builder.environment().put("PENSTOCK_IGNORE_INTERRUPT", "1");
    // Sockets that were handed to us do not pass on to children.
    builder.environment().keySet().removeAll(INHERITED_SOCKETS);
    builder.redirectOutput(output);
    builder.redirectError(output);
    return new DaemonProcess(builder.start());
  }

  @Override
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  @Override
  public boolean hangUp() {
    if (HostProcess.endsByHangUp(process.pid())) {
      return false;
    }
    HostProcess.hangUp(process.pid());
    return true;
  }

  @Override
  public void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // it has ended, or ends now
    }
  }

  @Override
  public void terminate() {
    process.destroy();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
  }
}
