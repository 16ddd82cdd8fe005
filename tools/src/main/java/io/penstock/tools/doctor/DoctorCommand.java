package io.penstock.tools.doctor;

import com.google.gson.GsonBuilder;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationException;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.Terminal;
import io.penstock.daemon.Version;
import io.penstock.tools.command.Seconds;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what is wrong with an installation, how much, and what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Examine host, disk, journal, readers and destinations; report what is wrong and the remedy.",
      "Changes nothing. Contacts only the configured destinations: an empty datagram, or a",
      "connection that is closed at once; with --loops, a line to each as well."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:No problems.",
      "1:There are warnings, or doctor could not run.",
      "2:There are errors (or the command line is wrong)."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final int PARAGRAPH_WIDTH_MAX = 100;
  private static final int LOOP_SECONDS_MAX = 600;

  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions options;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory; no configuration is needed then.")
  private Path dataDirectory;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--loops",
      arity = "0..1",
      fallbackValue = "5s",
      paramLabel = "DURATION",
      converter = Seconds.class,
      description = {
        "Also find destinations that send what they receive back to ingest. Sends one line to each,"
            + " a counter of zero named penstock.doctor.loop. and random digits, and watches the"
            + " journal for this long (5s; a server that flushes every 10 s needs 15s). Ingest must"
            + " be running."
      })
  private double loopSeconds;

  @Override
  public Integer call() {
    if (!(loopSeconds >= 0 && loopSeconds <= LOOP_SECONDS_MAX)) {
      throw new ParameterException(
          command.commandLine(), "--loops: expected at most " + LOOP_SECONDS_MAX + "s");
    }
    List<Finding> findings = new ArrayList<>();
    Patient patient = patient(findings);
    findings.addAll(Examinations.of(patient));
    if (loopSeconds > 0) {
      long waitNs = (long) (loopSeconds * TimeUnit.SECONDS.toNanos(1));
      findings.addAll(Examinations.one("loops", one -> Loops.of(one, waitNs), patient));
    }
    print(findings);
    return findings.stream().mapToInt(f -> f.severity().ordinal()).max().orElse(0);
  }

  /** A faulty configuration is a finding, not an end, as long as the data directory is known. */
  private Patient patient(List<Finding> findings) {
    Optional<Configuration> configuration = Optional.empty();
    try {
      configuration = Optional.of(options.load());
    } catch (ConfigurationException e) {
      if (dataDirectory == null) {
        throw e;
      }
      findings.add(
          Finding.warning(
              "configuration",
              String.join("; ", e.lines()) + ".",
              "Name the file that the daemons run with: -c FILE"));
    }
    DataDirectory data =
        dataDirectory == null
            ? configuration.orElseThrow().dataDirectory()
            : new DataDirectory(ConfigurationOptions.base().resolve(dataDirectory));
    DataOptions.existing(data);
    return new Patient(data, configuration, Look.at(data), Proc.ofHost(), Path.of("/"));
  }

  private void print(List<Finding> findings) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(
          JsonText.safe(
              new GsonBuilder()
                  .disableHtmlEscaping()
                  .setPrettyPrinting()
                  .create()
                  .toJson(FindingsJson.of(findings))));
    } else {
      int width = Math.min(PARAGRAPH_WIDTH_MAX, Screen.size().columns());
      DoctorText.lines(findings, width, Terminal.colours()).forEach(out::println);
    }
    out.flush();
  }
}
