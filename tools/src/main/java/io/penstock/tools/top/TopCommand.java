package io.penstock.tools.top;

import com.google.gson.GsonBuilder;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.tools.screen.Interval;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.QuitKey;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.GapNotes;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineOptions;
import io.penstock.tools.select.Moments;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.RangeOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows who sends what, and how much of it. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Show the busiest names and prefixes, types, shards and the largest datagrams of a range of"
          + " the journal; the last five minutes when none is given.",
      "Memory is bounded: some thousands of names are counted exactly, beyond that the counts say"
          + " '<=', and distinct names are estimated within 2 %%."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Shown.",
      "1:Could not run.",
      "2:The command line or the configuration is wrong.",
      "4:The journal cannot be read, or is of another format."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  penstock top",
      "  penstock top --watch",
      "  penstock top --since 1h --match 'web.*' --prefix-parts 2",
      "  penstock top --from 0 --json | jq .distinct_names"
    })
public final class TopCommand implements Callable<Integer> {
  private static final String DEFAULT_WINDOW = "5m";

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private RangeOptions range;
  @Mixin private LineOptions lines;

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "N",
      defaultValue = "10",
      description = "Rows of each table (default: 10).")
  private int rows;

  @Option(
      names = "--prefix-parts",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many parts of a name, with dots between, make its prefix (default: 1).")
  private int prefixParts;

  @Option(
      names = {"-w", "--watch"},
      paramLabel = "INTERVAL",
      arity = "0..1",
      fallbackValue = "2s",
      description =
          "Again and again (default: every two seconds), in place, what came since the last time;"
              + " q or Ctrl-C ends.")
  private String watch;

  @Option(names = "--json", description = "As JSON; with --watch one object a line.")
  private boolean json;

  /** Made by picocli. */
  public TopCommand() {}

  @Override
  public Integer call() {
    if (rows < 1 || rows > 1_000 || prefixParts < 1) {
      throw new ParameterException(
          command.commandLine(), "--rows is 1 to 1000, --prefix-parts 1 or more");
    }
    if (watch != null) {
      return again();
    }
    Totals totals = newTotals();
    GapNotes gaps = new GapNotes(command.commandLine().getErr());
    try (JournalReader journal = data.openJournal()) {
      lines.requireRing(journal);
      try (JournalWalk walk = JournalWalk.over(journal, chosen(), gaps)) {
        totals.add(walk);
      }
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    gaps.sum();
    PrintWriter out = command.commandLine().getOut();
    double seconds = seconds(totals);
    if (json) {
      out.println(
          JsonText.safe(
              gson().setPrettyPrinting().create().toJson(TopJson.of(totals, seconds, rows))));
    } else {
      TopText.lines(totals, seconds, rows, Screen.size().columns()).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private Totals newTotals() {
    return new Totals(lines.filter(), prefixParts, rows);
  }

  private static GsonBuilder gson() {
    return new GsonBuilder().serializeNulls().disableHtmlEscaping();
  }

  private int again() {
    if (range.isGiven()) {
      throw new ParameterException(
          command.commandLine(),
          "--watch shows what comes: leave out --since, --until, --from, --to");
    }
    long intervalMs = Interval.ms("--watch", watch, command);
    PrintWriter out = command.commandLine().getOut();
    StopSignal stop = StopSignal.install();
    try (JournalReader journal = data.openJournal();
        QuitKey _ = QuitKey.on(stop);
        Screen screen = new Screen(out)) {
      lines.requireRing(journal);
      Range fromNow =
          new Range(0, Long.MAX_VALUE, Moments.ofNow().epochNs(intervalMs + "ms"), Long.MAX_VALUE);
      new LiveTop(intervalMs, System::nanoTime, this::newTotals)
          .run(
              journal,
              fromNow,
              JournalWalk.Gaps.UNSEEN,
              stop::await,
              (totals, seconds) -> show(totals, seconds, screen, out));
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private boolean show(Totals totals, double seconds, Screen screen, PrintWriter out) {
    if (json) {
      out.println(JsonText.safe(gson().create().toJson(TopJson.of(totals, seconds, rows))));
      return !out.checkError();
    }
    Screen.Size size = Screen.size();
    return screen.show(TopText.page(totals, seconds, rows, size), size);
  }

  private Range chosen() {
    Range given = range.range();
    return range.isGiven()
        ? given
        : new Range(0, Long.MAX_VALUE, Moments.ofNow().epochNs(DEFAULT_WINDOW), Long.MAX_VALUE);
  }

  /** From the first datagram to the last; a burst counts as a second. */
  private static double seconds(Totals totals) {
    return Math.max(1.0, (totals.lastNs() - totals.firstNs()) / 1e9);
  }
}
