package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.Destination;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A configuration as a command line would give it, so that tests name only what they need. */
public final class Configured {
  private Configured() {}

  /**
   * Defaults but for this.
   *
   * @param forward assignments: {@code key=value} of section {@code [forward]}, or with a section
   *     before the key as {@code --set} has it
   */
  public static Configuration with(List<Destination> destinations, List<String> forward) {
    List<String> flags = new ArrayList<>();
    for (Destination destination : destinations) {
      flags.addAll(List.of("-d", destination.address()));
    }
    for (String assignment : forward) {
      boolean inSection = assignment.substring(0, assignment.indexOf('=')).indexOf('.') >= 0;
      flags.addAll(List.of("--set", inSection ? assignment : "forward." + assignment));
    }
    ConfigurationOptions options = new ConfigurationOptions();
    CommandSpec command =
        CommandSpec.create().addMixin("options", CommandSpec.forAnnotatedObject(options));
    new CommandLine(command).parseArgs(flags.toArray(String[]::new));
    return options.load();
  }
}
