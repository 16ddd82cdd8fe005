package io.penstock.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The flags that every command shares, as a picocli mixin, and the way from them to a {@link
 * Configuration}.
 *
 * <p>The launcher starts daemons in {@code /} and leaves the folder that the user stood in behind
 * in the system property {@code penstock.directory}; relative paths begin there. The launcher of a
 * package names the installed file in {@code penstock.config}: commands run there use that one,
 * whatever {@code config.ini} lies where they stand.
 */
public final class ConfigurationOptions {
  @Option(
      names = {"-c", "--config-file"},
      paramLabel = "FILE",
      description = "Configuration file (default: ./config.ini; of a package, the installed one).")
  private Path configFile;

  @Option(
      names = {"-b", "--bind-interface"},
      paramLabel = "ADDRESS",
      description = "Address to receive on.")
  private String bindInterface;

  @Option(
      names = {"-p", "--bind-port"},
      paramLabel = "PORT",
      description = "UDP port to receive on.")
  private String bindPort;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Worker threads.")
  private String threads;

  @Option(
      names = {"-d", "--destinations"},
      paramLabel = "ADDRESS",
      description = "StatsD servers, host:port, space-separated or repeated. The first is shard 0.")
  private List<String> destinations = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the file, with its section: journal.roll_age=10min; repeatable.")
  private List<String> assignments = List.of();

  /** Takes one of these flags where picocli is not asked; false when it is none of them. */
  public boolean take(String flag, PlainFlags flags) {
    switch (flag) {
      case "-c", "--config-file" -> configFile = Path.of(flags.onlyValue(configFile));
      case "-b", "--bind-interface" -> bindInterface = flags.onlyValue(bindInterface);
      case "-p", "--bind-port" -> bindPort = flags.onlyValue(bindPort);
      case "-t", "--threads" -> threads = flags.onlyValue(threads);
      case "-d", "--destinations" -> destinations = with(destinations, flags.value());
      case "--set" -> assignments = with(assignments, flags.value());
      default -> {
        return false;
      }
    }
    return true;
  }

  private static List<String> with(List<String> words, String word) {
    List<String> all = new ArrayList<>(words);
    all.add(word);
    return all;
  }

  /**
   * The effective configuration: default, file, environment, then these flags.
   *
   * @throws ConfigurationException with every fault there is
   */
  public Configuration load() {
    return load(base(), System.getenv());
  }

  Configuration load(Path base, java.util.Map<String, String> environment) {
    return Configuration.load(
        new Sources(
            base,
            Optional.ofNullable(configFile).or(ConfigurationOptions::installed),
            environment,
            entries()));
  }

  private static Optional<Path> installed() {
    return Optional.ofNullable(System.getProperty("penstock.config")).map(Path::of);
  }

  /** Folder that relative paths of the command line begin at, absolute. */
  public static Path base() {
    return Path.of(System.getProperty("penstock.directory", "")).toAbsolutePath();
  }

  /** The same flags again, the file absolute, for a process that is started elsewhere. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (configFile != null) {
      arguments.addAll(List.of("-c", base().resolve(configFile).normalize().toString()));
    }
    for (Entry entry : entries()) {
      String path = entry.section().isEmpty() ? "" : entry.section() + ".";
      arguments.addAll(List.of("--set", path + entry.name() + "=" + entry.text()));
    }
    return arguments;
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (String assignment : assignments) {
      entries.add(assigned(assignment));
    }
    add(entries, Keys.BIND_INTERFACE, "--bind-interface", bindInterface);
    add(entries, Keys.BIND_PORT, "--bind-port", bindPort);
    add(entries, Keys.THREADS, "--threads", threads);
    if (!destinations.isEmpty()) {
      add(entries, Keys.DESTINATIONS, "--destinations", String.join(" ", destinations));
    }
    return entries;
  }

  private static void add(List<Entry> entries, Key<?> key, String flag, String text) {
    if (text != null) {
      entries.add(new Entry(key.section(), key.name(), text, Origin.flag(flag)));
    }
  }

  private static Entry assigned(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ConfigurationException(
          "--set " + assignment + ": expected section.key=value, such as journal.roll_age=10min");
    }
    String path = assignment.substring(0, equals).strip();
    String text = assignment.substring(equals + 1).strip();
    int dot = path.lastIndexOf('.');
    return new Entry(
        dot < 0 ? "" : path.substring(0, dot),
        path.substring(dot + 1),
        text,
        Origin.flag("--set " + path));
  }
}
