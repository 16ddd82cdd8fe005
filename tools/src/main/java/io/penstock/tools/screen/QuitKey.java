package io.penstock.tools.screen;

import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Terminal;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets {@code q} end what redraws a page, as Ctrl-C does; nothing where there is no terminal, or
 * another job has it. The terminal gives keys at once and without echo until this is closed.
 */
public final class QuitKey implements AutoCloseable {
  private static final String TERMINAL = "/dev/tty";

  private final String settings;

  private QuitKey(String settings) {
    this.settings = settings;
  }

  /** Listens, on a thread of its own, until the process ends. */
  public static QuitKey on(StopSignal stop) {
    List<String> before = Terminal.isOutput() && isForeground() ? stty("-g") : List.<String>of();
    if (before.size() != 1) {
      return new QuitKey("");
    }
    stty("-icanon", "-echo");
    Thread.ofPlatform().name("quit-key").daemon().start(() -> listen(stop));
    return new QuitKey(before.getFirst().strip());
  }

  private static void listen(StopSignal stop) {
    try (InputStream keys = new FileInputStream(TERMINAL)) {
      for (int key = keys.read(); key >= 0; key = keys.read()) {
        if (key == 'q' || key == 'Q') {
          stop.request("q");
        }
      }
    } catch (IOException noTerminal) {
      // Ctrl-C is left
    }
  }

  /** A job in the background that asks the terminal for something is stopped for it. */
  private static boolean isForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[2].equals(fields[5]); // process group, and that of the terminal's foreground
    } catch (IOException unknown) {
      return false;
    }
  }

  private static List<String> stty(String... words) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(words));
    return HostCommand.lines(command);
  }

  /** The terminal is as it was. */
  @Override
  public void close() {
    if (!settings.isEmpty()) {
      stty(settings);
    }
  }
}
