package io.penstock.tools.pause;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import io.penstock.tools.look.ReaderArgument;
import io.penstock.tools.select.DataOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes shards wait. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Pause shards: nothing is sent, and their lines stay queued in the journal.",
      "Takes effect within a second and survives restarts. Other shards are not affected."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Paused, or will be as soon as their worker runs.",
      "1:No such reader; none was paused.",
      "2:The command line or the configuration is wrong."
    },
    footer = {
      "",
      "Example:  penstock pause 3 --until 30m     while server 3 is being upgraded",
      "          penstock resume 3"
    })
public final class PauseCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = ReaderArgument.LABEL,
      arity = "1..*",
      converter = ReaderArgument.class,
      description = ReaderArgument.DESCRIPTION)
  private List<String> readers;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = UntilOption.class,
      description =
          "Resume automatically at TIME: 10m (from now), 06:00, 2026-11-25T13:05:00Z, or seconds"
              + " since 1970. Without it the pause lasts until 'penstock resume'.")
  private Long untilEpochMs;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    long until = untilEpochMs == null ? PausedReaders.FOR_EVER : untilEpochMs;
    PausedReaders.set(data.data(), readers, until);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(PausedReaders.json(readers, until));
    } else {
      String end =
          untilEpochMs == null
              ? "until 'penstock resume'"
              : "until " + Instant.ofEpochMilli(untilEpochMs);
      readers.forEach(name -> out.println(name + " is paused " + end));
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
