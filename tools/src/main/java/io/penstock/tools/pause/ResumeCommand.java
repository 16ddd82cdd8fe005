package io.penstock.tools.pause;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import io.penstock.tools.look.ReaderArgument;
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

/** Resumes paused shards. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Resume paused shards where they stopped. The backlog is sent at a limited rate.",
      "A shard that is not paused is left as it is."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Resumed, or will be as soon as their worker runs.",
      "1:No such reader; none was resumed.",
      "2:The command line or the configuration is wrong."
    })
public final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = ReaderArgument.LABEL,
      arity = "1..*",
      converter = ReaderArgument.class,
      description = ReaderArgument.DESCRIPTION)
  private List<String> readers;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PausedReaders.set(data.data(), readers, PausedReaders.NOT);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(PausedReaders.json(readers, PausedReaders.NOT));
    } else {
      readers.forEach(name -> out.println(name + " is resumed"));
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
