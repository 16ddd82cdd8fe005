package io.penstock.journal;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a class of the tests in a process of its own, with the flags of this one. */
final class ChildJvm {
  private ChildJvm() {}

  static Process start(Path output, Class<?> main, String... arguments) throws IOException {
    return start(output, List.of(), main, arguments);
  }

  /** The same with more flags for the JVM. */
  static Process start(Path output, List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    return start(output, flags, Map.of(), main, arguments);
  }

  /** The same with more in its environment. */
  static Process start(
      Path output, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return start(output, List.of(), environment, main, arguments);
  }

  private static Process start(
      Path output,
      List<String> flags,
      Map<String, String> environment,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--") || flag.startsWith("-Dchronicle")) {
        command.add(flag);
      }
    }
    command.addAll(flags);
    command.add("-Xmx128m");
    command.add("-ea");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    File file = output.toFile();
    ProcessBuilder child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
    child.environment().putAll(environment);
    return child.start();
  }
}
