package io.penstock.tools.upkeep;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.amounts.Amounts;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.os.ActingAs;
import io.penstock.tools.command.ExecuteOption;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.screen.Table;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes the oldest files of the journal. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Delete journal files that lie entirely before a time or a datagram. Prints a plan with"
          + " what each reader would lose; --execute applies it.",
      "A running ingest deletes the files itself, within a second. The newest file is always kept."
          + " Unread data is counted as lost by retention. For a permanent limit set max_bytes or"
          + " max_age in [journal]."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Applied, or plan shown.",
      "1:Files cannot be changed.",
      "3:Ingest is running and did not answer."
    })
public final class PurgeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Option(
      names = "--before",
      required = true,
      paramLabel = "TIME|NUMBER",
      converter = Before.OfText.class,
      description = "A datagram number, or a time: 2026-11-25T13:05:00Z, 13:05 (today), 2d (ago).")
  private Before before;

  @Mixin private ExecuteOption execute;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** Made by picocli. */
  public PurgeCommand() {}

  @Override
  public Integer call() throws IOException {
    DataDirectory data = options.data();
    try (JournalReader journal = options.openJournal()) {
      if (!execute.isGiven()) {
        show(plan(data, journal), -1);
        return ExitCode.OK.code();
      }
      try (ActingAs _ = MayChange.filesOf(data, data.journal(), data.locks());
          Purge purge = Purge.of(data)) {
        PurgePlan plan = plan(data, journal);
        show(plan, purge.delete(plan, options.configuration()));
      }
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private PurgePlan plan(DataDirectory data, JournalReader journal) {
    List<Standing> readers = Standing.all(data, Look.at(data), options.configuration(), journal);
    return PurgePlan.of(before, journal, readers);
  }

  private void show(PurgePlan plan, int deleted) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(asJson(plan, deleted));
    } else {
      print(plan, deleted, out);
    }
    out.flush();
  }

  private static void print(PurgePlan plan, int deleted, PrintWriter out) {
    if (plan.files().isEmpty()) {
      out.println("No file lies entirely before that: nothing to delete.");
      return;
    }
    out.println(
        Amounts.files(plan.files().size())
            + ", "
            + Amounts.bytes(plan.usedBytes())
            + ", everything before datagram "
            + plan.keptFrom());
    Table table = new Table().words("READER", 9).numbers("LOSES", 8).numbers("FROM", 5);
    for (PurgePlan.Loss loss : plan.losses()) {
      table.row(
          Escaped.of(loss.reader()),
          Amounts.count(loss.datagrams()),
          loss.datagrams() == 0 ? "-" : Long.toString(loss.from()));
    }
    table.lines(Screen.size().columns()).forEach(out::println);
    out.println(deleted < 0 ? ExecuteOption.hint() : "Deleted " + Amounts.files(deleted) + ".");
  }

  private static JsonObject asJson(PurgePlan plan, int deleted) {
    JsonObject root = new JsonObject();
    JsonArray files = new JsonArray();
    plan.files().forEach(file -> files.add(file.path().getFileName().toString()));
    root.add("files", files);
    root.addProperty("bytes", plan.usedBytes());
    root.addProperty("kept_from", plan.keptFrom());
    JsonArray losses = new JsonArray();
    for (PurgePlan.Loss loss : plan.losses()) {
      JsonObject one = new JsonObject();
      one.addProperty("reader", loss.reader());
      one.addProperty("lost_datagrams", loss.datagrams());
      one.addProperty("from", loss.from());
      losses.add(one);
    }
    root.add("readers", losses);
    root.addProperty("deleted_files", Math.max(0, deleted));
    root.addProperty("executed", deleted >= 0);
    return root;
  }
}
