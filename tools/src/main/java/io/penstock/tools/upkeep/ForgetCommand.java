package io.penstock.tools.upkeep;

import com.google.gson.JsonObject;
import io.penstock.amounts.Amounts;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.os.ActingAs;
import io.penstock.reader.KeptFiles;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderFiles;
import io.penstock.reader.ReaderOwner;
import io.penstock.tools.command.ExecuteOption;
import io.penstock.tools.look.ReaderArgument;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.select.DataOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts an abandoned reader's file aside. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Set an abandoned reader aside. Prints a plan; --execute applies it.",
      "The file is renamed, never deleted; --undo restores it. Readers that are configured, alive"
          + " or still draining are refused. A new reader of the same name starts unpaused; one"
          + " restored by --undo keeps its pause."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Applied, or plan shown.",
      "1:The reader cannot be forgotten, or files cannot be changed.",
      "3:A worker holds the reader."
    })
public final class ForgetCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions options;

  @Parameters(
      paramLabel = ReaderArgument.LABEL,
      converter = ReaderArgument.class,
      description = ReaderArgument.DESCRIPTION)
  private String reader;

  @Option(names = "--undo", description = "Restore the reader that was forgotten last.")
  private boolean undo;

  @Mixin private ExecuteOption execute;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** Made by picocli. */
  public ForgetCommand() {}

  @Override
  public Integer call() throws IOException {
    DataDirectory data = options.data();
    PrintWriter out = command.commandLine().getOut();
    try (JournalReader journal = options.openJournal()) {
      if (undo) {
        bringBack(data, out);
      } else {
        putAside(data, journal, out);
      }
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    if (!execute.isGiven() && !json) {
      out.println(ExecuteOption.hint());
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private void putAside(DataDirectory data, JournalReader journal, PrintWriter out)
      throws IOException {
    Standing standing = ReaderName.require(reader, data, options, journal);
    refuseUnlessAbandoned(standing);
    Path file = data.readers().resolve(standing.name());
    Path kept = KeptFiles.name(file, ReaderFile.FORGOTTEN_INFIX);
    if (!json) {
      out.println(
          standing.name()
              + ": abandoned at datagram "
              + standing.position()
              + ", "
              + Amounts.count(standing.backlogDatagrams())
              + " before the newest");
    }
    if (execute.isGiven()) {
      try (ActingAs _ = MayChange.filesOf(data, data.readers(), data.locks());
          NamedLock _ = NamedLock.acquire(data, standing.name(), "penstock forget")) {
        kept = new ReaderFiles(data).putAside(standing.name());
      }
    }
    renamed(file, kept, out);
  }

  private void renamed(Path from, Path to, PrintWriter out) {
    if (!json) {
      out.println(from + " → " + to.getFileName());
      return;
    }
    JsonObject root = new JsonObject();
    root.addProperty("reader", reader);
    root.addProperty("from", from.toString());
    root.addProperty("to", to.toString());
    root.addProperty("undo", undo);
    root.addProperty("executed", execute.isGiven());
    out.println(JsonText.safe(root.toString()));
  }

  private static void refuseUnlessAbandoned(Standing reader) {
    if (reader.isAlive()) {
      throw new ProgramException(ExitCode.LOCKED, reader.name() + " is in use by a running worker");
    }
    if (reader.owner() == ReaderOwner.CONFIGURED) {
      throw new ProgramException(
          ExitCode.FAILED,
          reader.name()
              + " is configured, so a worker would create it again; remove "
              + reader.destination()
              + " from the configuration first");
    }
    if (reader.owner() == ReaderOwner.DRAINING) {
      throw new ProgramException(
          ExitCode.FAILED,
          reader.name()
              + " is still draining: "
              + Amounts.count(reader.backlogDatagrams())
              + " datagrams are queued. Run a worker until it is retired, or skip them: penstock"
              + " seek "
              + reader.name()
              + " --to-latest --execute");
    }
  }

  private void bringBack(DataDirectory data, PrintWriter out) throws IOException {
    ReaderName.check(reader);
    Path file = data.readers().resolve(reader);
    Path kept =
        KeptFiles.newest(data.readers(), reader, ReaderFile.FORGOTTEN_INFIX)
            .orElseThrow(
                () ->
                    new ProgramException(
                        ExitCode.FAILED, "reader " + reader + " has never been forgotten here"));
    if (Files.exists(file)) {
      throw new ProgramException(ExitCode.FAILED, "a new reader " + reader + " exists: " + file);
    }
    if (execute.isGiven()) {
      try (ActingAs _ = MayChange.filesOf(data, data.readers(), data.locks());
          NamedLock _ = NamedLock.acquire(data, reader, "penstock forget --undo")) {
        new ReaderFiles(data).bringBack(reader, kept);
      }
    }
    renamed(kept, file, out);
  }
}
