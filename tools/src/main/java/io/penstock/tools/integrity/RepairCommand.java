package io.penstock.tools.integrity;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what to do about damage, and does it when asked. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Say what would be done about damage, what it costs each reader, and what remains; --apply"
          + " does it.",
      "Damage within a roll file needs no repair: readers skip it and count it. A repair moves"
          + " files out of the way that cannot be read at all, and makes readers' files anew. It"
          + " renames and never deletes, and repeats datagrams rather than lose them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is damaged; with --apply: nothing is damaged any more.",
      "1:Could not run, or the file system refused.",
      "2:Damage was found; with --apply: damage remains (or the command line is wrong).",
      "3:A daemon holds a lock that the repair needs: stop it first. Only with --apply."
    })
public final class RepairCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Option(
      names = "--apply",
      description =
          "Do it. A damaged reader is mended beside running daemons; for all else none may run.")
  private boolean apply;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DataDirectory data = options.data();
    PrintWriter out = command.commandLine().getOut();
    try {
      return apply ? apply(data, out) : plan(data, out);
    } finally {
      out.flush();
    }
  }

  private int plan(DataDirectory data, PrintWriter out) {
    RepairPlan plan = RepairPlan.of(DataChecks.look(data, true), System.currentTimeMillis());
    show(plan, false, out);
    if (!json && !plan.steps().isEmpty()) {
      out.println("Nothing was changed; --apply does it.");
    }
    return plan.isDamage() ? DataChecks.DAMAGED : ExitCode.OK.code();
  }

  private int apply(DataDirectory data, PrintWriter out) {
    DataChecks.look(data, false); // there is something to repair at all
    try (Repair repair = Repair.of(data)) {
      // What lies in the way of a lock is moved first; what else there is, is told with the locks.
      RepairPlan first = RepairPlan.of(DataChecks.look(data, true), System.currentTimeMillis());
      repair.begin(first);
      RepairPlan plan = RepairPlan.of(DataChecks.look(data, true), System.currentTimeMillis());
      repair.apply(plan);
      show(plan, true, out);
      DataCheck after = DataChecks.look(data, true);
      if (!json) {
        out.println();
        DataCheckText.lines(after).forEach(out::println);
      }
      return after.damages() > 0 ? DataChecks.DAMAGED : ExitCode.OK.code();
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, data.root() + ": " + e.getMessage(), e);
    }
  }

  private void show(RepairPlan plan, boolean isApplied, PrintWriter out) {
    if (json) {
      out.println(DataChecks.pretty(RepairJson.of(plan, isApplied)));
    } else {
      RepairText.lines(plan).forEach(out::println);
    }
  }
}
