package io.penstock.tools.upkeep;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.amounts.Amounts;
import io.penstock.backlog.Backlog;
import io.penstock.counters.ReaderCounter;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.KeptFiles;
import io.penstock.reader.ReaderOwner;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.screen.Table;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists all readers and to whom they belong. */
@Command(
    name = "readers",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "List every reader of the journal with its owner, position and backlog.",
      "Read-only; works when the daemons are down, too."
    },
    footer = {
      "",
      "OWNER  configured: used by a configured destination",
      "       draining:   no longer configured; a worker sends what is left for it",
      "       abandoned:  not used any more; the journal keeps nothing for it"
    })
public final class ReadersCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(names = "--abandoned", description = "Only abandoned readers.")
  private boolean onlyAbandoned;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** Made by picocli. */
  public ReadersCommand() {}

  @Override
  public Integer call() throws IOException {
    Look look = Look.at(data.data());
    try (JournalReader journal = data.openJournal()) {
      List<Standing> readers =
          Standing.all(data.data(), look, data.configuration(), journal).stream()
              .filter(reader -> !onlyAbandoned || reader.owner() == ReaderOwner.ABANDONED)
              .toList();
      List<Path> kept = KeptFiles.all(data.data().readers(), "");
      PrintWriter out = command.commandLine().getOut();
      if (json) {
        out.println(
            JsonText.safe(
                new GsonBuilder()
                    .disableHtmlEscaping()
                    .setPrettyPrinting()
                    .create()
                    .toJson(asJson(readers, kept, look.faults()))));
      } else {
        print(readers, kept, look, out);
      }
      out.flush();
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    return (look.faults().isEmpty() ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private static void print(List<Standing> readers, List<Path> kept, Look look, PrintWriter out) {
    int width = Screen.size().columns();
    Table table =
        new Table()
            .words("READER", 10)
            .words("OWNER", 8)
            .words("STATE", 7)
            .names("DESTINATION", 3, 4)
            .numbers("POSITION", 5)
            .numbers("BACKLOG", 9)
            .numbers("BYTES", 6)
            .numbers("LAG", 4)
            .words("HEARTBEAT", 2);
    for (Standing reader : readers) {
      table.row(
          Escaped.of(reader.name()),
          reader.owner().label(),
          reader.state(),
          Escaped.of(reader.destination()),
          Long.toString(reader.position()),
          Amounts.count(reader.look().backlog().unsentDatagrams()),
          Amounts.bytes(reader.look().backlog().unsentBytes()),
          Amounts.age(reader.look().backlog().lagNs()),
          heartbeat(reader, look.epochMs()));
    }
    table.lines(width).forEach(out::println);
    for (Path file : kept) {
      out.println(Table.clip("kept: " + Escaped.of(file.getFileName().toString()), width));
    }
    look.faults().forEach(fault -> out.println(Table.clip(Escaped.of(fault), width)));
  }

  private static String heartbeat(Standing reader, long nowEpochMs) {
    return reader.heartbeatEpochMs() == 0
        ? "-"
        : Amounts.duration(
                TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowEpochMs - reader.heartbeatEpochMs())))
            + " ago";
  }

  private static JsonObject asJson(List<Standing> readers, List<Path> kept, List<String> faults) {
    JsonArray list = new JsonArray();
    for (Standing reader : readers) {
      JsonObject one = new JsonObject();
      one.addProperty("name", reader.name());
      one.addProperty("owner", reader.owner().label());
      one.addProperty("abandoned", reader.owner() == ReaderOwner.ABANDONED);
      one.addProperty("destination", reader.destination());
      one.addProperty("state", reader.state());
      one.addProperty("alive", reader.isAlive());
      if (reader.heartbeatEpochMs() != 0) {
        one.addProperty(
            "last_heartbeat", Instant.ofEpochMilli(reader.heartbeatEpochMs()).toString());
      }
      one.addProperty("position", reader.position());
      one.addProperty("start", reader.look().position().startNumber());
      one.addProperty("head", reader.head().number());
      Backlog backlog = reader.look().backlog();
      one.addProperty("backlog_datagrams", backlog.unsentDatagrams());
      one.addProperty("backlog_bytes", backlog.unsentBytes());
      one.addProperty("backlog_seconds", backlog.lagNs() / 1e9);
      one.addProperty("in_doubt_datagrams", backlog.inDoubtDatagrams());
      one.addProperty(
          "seek_skipped_datagrams",
          reader.look().counts().get(ReaderCounter.SEEK_SKIPPED_DATAGRAMS));
      one.addProperty(
          "seek_repeated_datagrams",
          reader.look().counts().get(ReaderCounter.SEEK_REPEATED_DATAGRAMS));
      list.add(one);
    }
    JsonArray keptFiles = new JsonArray();
    kept.forEach(file -> keptFiles.add(file.getFileName().toString()));
    JsonArray unreadable = new JsonArray();
    faults.forEach(unreadable::add);
    JsonObject root = new JsonObject();
    root.add("readers", list);
    root.add("kept", keptFiles);
    root.add("faults", unreadable);
    return root;
  }
}
