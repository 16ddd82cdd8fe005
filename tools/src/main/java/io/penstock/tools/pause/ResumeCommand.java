package io.penstock.tools.pause;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import io.penstock.tools.select.DataOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets paused shards go on. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Let paused shards go on where they were; what waited goes out, paced.",
      "One that was not paused is none the worse for it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:They go on, or will as soon as their worker runs.",
      "1:There is no such reader; then none goes on.",
      "2:The command line or the configuration is wrong."
    })
public final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = "SHARD",
      arity = "1..*",
      description = "Number of a shard, or a reader's name.")
  private List<String> shards;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<String> names = shards.stream().map(PausedReaders::nameOf).toList();
    PausedReaders.set(data.data(), names, PausedReaders.NOT);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(PausedReaders.json(names, PausedReaders.NOT));
    } else {
      names.forEach(name -> out.println(name + " goes on"));
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
