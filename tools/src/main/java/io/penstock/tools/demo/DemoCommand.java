package io.penstock.tools.demo;

import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import io.penstock.tools.command.Seconds;
import io.penstock.tools.load.LoadPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code penstock demo}.
 *
 * <p>Exit codes: 0 every line arrived; 1 some did not, or it could not run; 2 usage; else that of
 * the daemon that could not run.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Run the whole on this host with a load and its own destinations, and judge it.",
    footer = {
      "",
      "Example: penstock demo --outages --seconds 30s",
      "Nothing outside is touched: loopback ports that are free, a data directory of its own.",
      "Exit codes: 0 every line arrived, 1 not so or could not run, 2 usage."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int LINE_BYTES = 100;

  @Spec private CommandSpec command;

  @Option(
      names = "--seconds",
      paramLabel = "DURATION",
      converter = Seconds.class,
      description = "Duration of the run (default: until Ctrl-C).")
  private double seconds = Double.POSITIVE_INFINITY;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Datagrams per second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "5",
      description = "Lines per datagram (default: ${DEFAULT-VALUE}).")
  private int lines;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of series (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of destinations (default: ${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--outages",
      description = "Every ten seconds a destination dies for four seconds.")
  private boolean outages;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep the data here, new or empty (default: a temporary one, deleted).")
  private Path dataDirectory;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    DataDirectory data = dataDirectory();
    try {
      return run(data);
    } finally {
      if (dataDirectory == null) {
        delete(data.root());
      }
    }
  }

  private void checkOptions() {
    if (shards < 1 || shards > 64) {
      throw new ParameterException(
          command.commandLine(), "--shards: expected a number from 1 to 64, not " + shards);
    }
    if (!(rate > 0)) {
      throw new ParameterException(
          command.commandLine(), "--rate: expected a number above 0, not " + rate);
    }
  }

  private DataDirectory dataDirectory() throws IOException {
    if (dataDirectory == null) {
      return new DataDirectory(Files.createTempDirectory("penstock-demo-").toRealPath());
    }
    Path folder = ConfigurationOptions.base().resolve(dataDirectory);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> held = Files.list(folder)) {
        if (held.findAny().isPresent()) {
          throw new ProgramException(
              ExitCode.USAGE, "--data-dir: " + folder + " is not empty; name a new folder");
        }
      }
    }
    return new DataDirectory(folder);
  }

  private int run(DataDirectory data) throws IOException {
    PrintWriter err = command.commandLine().getErr();
    try (Stage stage =
        Stage.set(
            data,
            shards,
            line -> {
              err.println("penstock demo: " + line);
              err.flush();
            })) {
      StopSignal stop = StopSignal.install();
      PrintWriter out = command.commandLine().getOut();
      Demo demo = new Demo(stage, stop, new Outages(outages ? shards : 0), out);
      int failed = demo.run(plan(stage));
      if (failed != 0) {
        showLog(data.root().resolve("demo.log"), err);
        return failed;
      }
      out.println(demo.verdict().text());
      out.flush();
      return demo.verdict().isSound() ? 0 : 1;
    }
  }

  private LoadPlan plan(Stage stage) {
    try {
      return new LoadPlan(
          stage.target(),
          new LoadPlan.Series(keys, LINE_BYTES, true, true, "demo"),
          new LoadPlan.Packing(lines, 1, 1),
          new LoadPlan.Span(rate, seconds, Long.MAX_VALUE, 0));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private static void showLog(Path log, PrintWriter err) throws IOException {
    if (Files.exists(log)) {
      List<String> said = Files.readAllLines(log);
      said.subList(Math.max(0, said.size() - 10), said.size()).forEach(err::println);
      err.flush();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
