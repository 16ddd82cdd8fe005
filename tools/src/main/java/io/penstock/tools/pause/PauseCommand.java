package io.penstock.tools.pause;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
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
      "Make shards wait: nothing is sent, their lines wait in the journal.",
      "The worker obeys within a second, and still after a restart. The other shards flow on."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:They wait, or will as soon as their worker runs.",
      "1:There is no such reader; then none is paused.",
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
      paramLabel = "SHARD",
      arity = "1..*",
      description = "Number of a shard, or a reader's name.")
  private List<String> shards;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = UntilOption.class,
      description =
          "Go on by themselves then: 10m (from now), 06:00, 2026-11-25T13:05:00Z, or seconds since"
              + " 1970. Without it they wait for 'resume'.")
  private Long untilEpochMs;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<String> names = shards.stream().map(PausedReaders::nameOf).toList();
    long until = untilEpochMs == null ? PausedReaders.FOR_EVER : untilEpochMs;
    PausedReaders.set(data.data(), names, until);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(PausedReaders.json(names, until));
    } else {
      String end =
          untilEpochMs == null
              ? "until 'penstock resume'"
              : "until " + Instant.ofEpochMilli(untilEpochMs);
      names.forEach(name -> out.println(name + " waits " + end));
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
