package io.penstock.tools.check;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalException;
import io.penstock.journal.JournalOptions;
import io.penstock.tools.LiveLine;
import io.penstock.tools.screen.Amounts;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.screen.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code penstock check --balance}: proves that nothing is missing, or says what is. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prove that nothing is missing: add up what was counted, and recount the journal.",
      "Reads only; works beside live daemons and long after they died."
    },
    footer = {
      "",
      "Exit codes: 0 every residual is zero, 1 could not run, 2 something does not add up."
    })
public final class CheckCommand implements Callable<Integer> {
  private static final int FOUND = 2;

  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions options;

  @Option(
      names = "--balance",
      required = true,
      description = "Datagrams and lines in and out, with the audit: lines recounted per shard.")
  private boolean balance;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Configuration configuration = options.load();
    if (!Files.isDirectory(configuration.dataDirectory().root())) {
      throw new ProgramException(
          ExitCode.FAILED,
          configuration.dataDirectory().root() + ": no such folder; has ingest run here?");
    }
    Balance result = run(configuration);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(json(result)));
    } else {
      print(result, out);
    }
    out.flush();
    return result.holds() ? ExitCode.OK.code() : FOUND;
  }

  private static Balance run(Configuration configuration) {
    AtomicLong reached = new AtomicLong();
    try (LiveLine _ =
        LiveLine.start(() -> "recounting, datagram " + Amounts.count(reached.get()))) {
      return Balance.of(
          configuration.dataDirectory(), JournalOptions.of(configuration), reached::lazySet);
    } catch (IOException | JournalException e) {
      throw new ProgramException(ExitCode.FAILED, "cannot check: " + e.getMessage(), e);
    }
  }

  private static void print(Balance result, PrintWriter out) {
    Table table =
        new Table()
            .words("OF", 9)
            .words("EQUATION", 8)
            .numbers("LEFT", 6)
            .numbers("RIGHT", 5)
            .numbers("RESIDUAL", 7)
            .words("UNIT", 4)
            .words("TERMS", 3);
    for (Equation equation : result.equations()) {
      table.row(
          equation.about(),
          equation.law(),
          Amounts.count(equation.left()),
          Amounts.count(equation.right()),
          Amounts.count(equation.residual()),
          equation.unit(),
          equation.terms());
    }
    table.lines(Screen.size().columns()).forEach(out::println);
    result.remarks().forEach(remark -> out.println("not checked: " + remark));
    out.println(
        result.holds() ? "balance: every residual is zero" : "balance: SOMETHING DOES NOT ADD UP");
  }

  private static JsonObject json(Balance result) {
    JsonArray equations = new JsonArray();
    for (Equation equation : result.equations()) {
      JsonObject one = new JsonObject();
      one.addProperty("of", equation.about());
      one.addProperty("equation", equation.law());
      one.addProperty("unit", equation.unit());
      one.addProperty("left", equation.left());
      one.addProperty("right", equation.right());
      one.addProperty("residual", equation.residual());
      one.addProperty("terms", equation.terms());
      equations.add(one);
    }
    JsonArray remarks = new JsonArray();
    result.remarks().forEach(remarks::add);
    JsonObject root = new JsonObject();
    root.addProperty("holds", result.holds());
    root.add("equations", equations);
    root.add("not_checked", remarks);
    return root;
  }
}
