package io.penstock.tools.check;

import com.google.gson.GsonBuilder;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.Version;
import io.penstock.tools.LiveLine;
import io.penstock.tools.screen.Amounts;
import io.penstock.tools.screen.Screen;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Proves that nothing is missing, or shows where it went. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Check that every datagram and every line is accounted for; works on dead daemons too.",
      "--balance compares the counters with each other, then reads the journal again and counts"
          + " the lines of each shard by code that shares nothing with the workers'."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every residual is zero.",
      "1:Could not run, or a file could not be read.",
      "2:An equation fails (or the command line is wrong)."
    },
    footer = {
      "",
      "Verdicts beside a residual:",
      "moving   a live daemon counted while it was looked at; not a failure",
      "open     a kill came between two counts; the daemon's next start counts the difference",
      "unknown  the journal no longer holds all that was read; no more was found than committed"
    })
public final class CheckCommand implements Callable<Integer> {
  static final int FAILS = 2;

  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions options;

  @Option(names = "--balance", description = "The balance of datagrams and lines, with the audit.")
  private boolean balance;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory; then no configuration is needed.")
  private Path dataDirectory;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (!balance) {
      throw new ParameterException(command.commandLine(), "say what to check: --balance");
    }
    DataDirectory data =
        dataDirectory == null
            ? options.load().dataDirectory()
            : new DataDirectory(ConfigurationOptions.base().resolve(dataDirectory));
    Balance found = balance(data);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(
          new GsonBuilder()
              .disableHtmlEscaping()
              .setPrettyPrinting()
              .create()
              .toJson(BalanceJson.of(found)));
    } else {
      BalanceText.lines(found, Screen.size().columns()).forEach(out::println);
    }
    out.flush();
    if (found.equations().stream().anyMatch(Equation::fails)) {
      return FAILS;
    }
    return found.isRight() ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private static Balance balance(DataDirectory data) {
    AtomicLong reached = new AtomicLong();
    try (LiveLine _ =
        LiveLine.start(() -> "recounting, datagram " + Amounts.count(reached.get()))) {
      return Balance.of(data, reached::lazySet);
    }
  }
}
