package io.penstock.tools.integrity;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.tools.command.ExecuteOption;
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
      "Plan the repair of damaged files. Shows what it costs each reader and what damage remains;"
          + " --execute applies it.",
      "Damage within a roll file needs no repair: readers skip and count it. A repair moves files"
          + " that cannot be read at all out of the way, and rebuilds readers' files. It renames and"
          + " never deletes, and sends datagrams twice rather than lose them.",
      "A reader's file is repaired while the daemons run; everything else needs them stopped."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Nothing is damaged; with --execute: no damage remains.",
      "1:Could not run, or the file system refused.",
      "2:Damage was found; with --execute: damage remains (or the command line is wrong).",
      "3:With --execute: a daemon holds a lock that the repair needs; stop it first."
    })
public final class RepairCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Mixin private ExecuteOption execute;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DataDirectory data = options.data();
    PrintWriter out = command.commandLine().getOut();
    try {
      return execute.isGiven() ? apply(data, out) : plan(data, out);
    } finally {
      out.flush();
    }
  }

  private int plan(DataDirectory data, PrintWriter out) {
    RepairPlan plan = RepairPlan.of(DataChecks.look(data, true), System.currentTimeMillis());
    show(plan, false, out);
    if (!json && !plan.steps().isEmpty()) {
      out.println(ExecuteOption.hint());
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
