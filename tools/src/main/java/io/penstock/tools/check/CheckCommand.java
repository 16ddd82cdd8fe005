package io.penstock.tools.check;

import com.google.gson.GsonBuilder;
import io.penstock.config.DataDirectory;
import io.penstock.counters.IngestCounter;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import io.penstock.journal.OldestRecord;
import io.penstock.tools.integrity.DataChecks;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Progress;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is damaged, or proves that nothing is missing. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Check that what lies on the disk can be read: the newest roll file, metadata.cq4t, the"
          + " readers' files, the counters and the locks; with --deep every roll file. Takes no"
          + " lock and changes nothing; works beside live daemons and on dead ones.",
      "--balance checks instead that every datagram and every line is accounted for: it compares"
          + " the counters with each other, then counts the lines of each shard again by code that"
          + " shares nothing with the workers'. Closed files were counted by ingest, which keeps"
          + " the result in an audit ledger, also of those that are deleted; the rest is read now."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:No damage; with --balance: every residual is zero.",
      "1:Could not run; with --balance also: a file could not be read.",
      "2:Damage was found; with --balance: an equation fails (or the command line is wrong)."
    },
    footer = {
      "",
      "A finding has a code that stays the same in all versions: E-… is damage, W-… is worth",
      "knowing and does no harm. RELIABILITY.md lists them. penstock repair says what to do.",
      "",
      "Verdicts beside a residual:",
      "moving   a live daemon counted while it was read; not a failure",
      "open     a kill came between two counts; the daemon's next start counts the difference",
      "unproven the journal no longer holds numbers that were read; the note says which"
    })
public final class CheckCommand implements Callable<Integer> {
  static final int FAILS = 2;

  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Option(names = "--balance", description = "The balance of datagrams and lines, with the audit.")
  private boolean balance;

  @Option(
      names = "--deep",
      description =
          "Look at every roll file, not only at the newest; with --balance: recount also what the"
              + " audit ledger knows, and compare.")
  private boolean deep;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DataDirectory data = DataOptions.existing(options.data());
    PrintWriter out = command.commandLine().getOut();
    if (!balance) {
      return DataChecks.run(data, deep, json, out);
    }
    Balance found = balance(data, deep);
    if (json) {
      out.println(
          JsonText.safe(
              new GsonBuilder()
                  .disableHtmlEscaping()
                  .setPrettyPrinting()
                  .create()
                  .toJson(BalanceJson.of(found))));
    } else {
      BalanceText.lines(found, Screen.size().columns()).forEach(out::println);
    }
    out.flush();
    if (found.equations().stream().anyMatch(Equation::fails)) {
      return FAILS;
    }
    return found.isRight() ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private static Balance balance(DataDirectory data, boolean isDeep) {
    Look look = Look.at(data);
    long head = look.ingest().map(i -> i.counts().get(IngestCounter.NEXT_NUMBER)).orElse(0L);
    long oldest = look.journal().oldest().map(OldestRecord::number).orElse(0L);
    try (Progress progress = Progress.of("recounting", Math.max(0, head - oldest), "datagrams")) {
      return Balance.of(data, isDeep, number -> progress.reached(number - oldest));
    }
  }
}
