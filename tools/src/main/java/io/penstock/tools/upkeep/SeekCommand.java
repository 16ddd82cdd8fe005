package io.penstock.tools.upkeep;

import com.google.gson.JsonObject;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.os.ActingAs;
import io.penstock.reader.KeptFiles;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderFiles;
import io.penstock.tools.command.ExecuteOption;
import io.penstock.tools.look.ReaderArgument;
import io.penstock.tools.look.Spot;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves a reader's own position. */
@Command(
    name = "seek",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Move a reader to another position in the journal. Prints a plan; --execute applies it.",
      "Moving forward skips what lies between; moving back sends it again. The worker may keep"
          + " running: it releases this reader for a moment while the other shards continue. A"
          + " paused reader stays paused. The reader's counts restart at the new position, so the"
          + " balance holds; the previous position is saved. --undo restores it, and a second"
          + " --undo returns."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Applied, or plan shown.",
      "1:No such reader or position, or files cannot be changed.",
      "3:A worker did not release the reader within 4 s; nothing was changed."
    })
public final class SeekCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Parameters(
      paramLabel = ReaderArgument.LABEL,
      converter = ReaderArgument.class,
      description = ReaderArgument.DESCRIPTION)
  private String reader;

  @ArgGroup(multiplicity = "1")
  private SeekTarget target;

  @Mixin private ExecuteOption execute;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** Made by picocli. */
  public SeekCommand() {}

  @Override
  public Integer call() throws IOException {
    DataDirectory data = options.data();
    try (JournalReader journal = options.openJournal()) {
      ReaderName.check(reader);
      if (!execute.isGiven()) {
        Standing standing = ReaderName.require(reader, data, options, journal);
        SeekPlan plan = plan(data, standing, journal);
        List<String> words =
            standing.isAlive()
                ? List.of(ExecuteOption.hint(), "Its worker releases the reader while it is moved.")
                : List.of(ExecuteOption.hint());
        show(plan, null, words);
        return ExitCode.OK.code();
      }
      try (ActingAs _ = MayChange.filesOf(data, data.readers(), data.locks())) {
        ReaderName.require(reader, data, options, journal);
        execute(data, journal);
      }
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private void execute(DataDirectory data, JournalReader journal) throws IOException {
    try (Borrowed _ = Borrowed.of(data, reader, "penstock seek")) {
      // Its position is reliable only with the lock.
      Standing standing = ReaderName.require(reader, data, options, journal);
      SeekPlan plan = plan(data, standing, journal);
      ReaderFiles files = new ReaderFiles(data);
      long hint = hint(journal, plan.to().number());
      Path kept =
          target.undo
              ? files.restore(reader, lastKept(data), hint)
              : files.move(reader, plan.target(standing, hint), plan.skipped(), plan.repeated());
      show(plan, kept, List.of("Done. Previous position saved as " + kept.getFileName()));
    }
  }

  private static long hint(JournalReader journal, long number) {
    try (JournalCursor cursor = journal.newCursor()) {
      cursor.seek(number, 0);
      return cursor.nextIndexHint();
    }
  }

  private SeekPlan plan(DataDirectory data, Standing standing, JournalReader journal)
      throws IOException {
    if (!target.undo) {
      return SeekPlan.of(standing, target, journal);
    }
    Path kept = lastKept(data);
    try (ReaderFile old = ReaderFile.openReadOnly(kept)) {
      long number = old.position().number();
      Spot there = Spot.at(journal, number);
      Spot from =
          new Spot(standing.position(), standing.at().timeNs(), standing.at().bytesBefore());
      Spot to = new Spot(number, there.timeNs(), there.bytesBefore());
      return new SeekPlan(from, to, List.of("restores " + kept.getFileName()));
    }
  }

  private Path lastKept(DataDirectory data) throws IOException {
    return KeptFiles.newest(data.readers(), reader, KeptFiles.BEFORE_SEEK_INFIX)
        .orElseThrow(
            () ->
                new ProgramException(
                    ExitCode.FAILED,
                    reader + " has never been moved by seek: there is nothing to undo"));
  }

  private void show(SeekPlan plan, Path kept, List<String> words) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(asJson(plan, kept));
    } else {
      plan.lines(reader).forEach(out::println);
      words.forEach(out::println);
    }
    out.flush();
  }

  private JsonObject asJson(SeekPlan plan, Path kept) {
    JsonObject root = new JsonObject();
    root.addProperty("reader", reader);
    root.addProperty("from", plan.from().number());
    root.addProperty("to", plan.to().number());
    root.addProperty("skipped_datagrams", plan.skipped());
    root.addProperty("repeated_datagrams", plan.repeated());
    root.addProperty("bytes", plan.bytes());
    root.addProperty("seconds", plan.nanos() / 1e9);
    root.addProperty("executed", kept != null);
    if (kept != null) {
      root.addProperty("kept", kept.getFileName().toString());
    }
    return root;
  }
}
