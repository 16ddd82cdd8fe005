package io.penstock.tools.transfer;

import io.penstock.config.ConfigurationOptions;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalException;
import io.penstock.journal.JournalReader;
import io.penstock.tools.screen.Amounts;
import io.penstock.tools.screen.Progress;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.GapNotes;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.RangeOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies a range of the journal to a file that any host and any language can read. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Copy a range of the journal to a file: one JSON object a line, nothing lost.",
      "Reads only; works beside live daemons and on dead ones."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Exported.",
      "1:Could not run.",
      "2:The command line or the configuration is wrong.",
      "4:The journal cannot be read, or is of another format.",
      "6:Exported, but datagrams of the range are missing; standard error names them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  penstock export --since 1h --output hour.jsonl.gz",
      "  zcat hour.jsonl.gz | jq -r '.datagrams[]?'"
    })
public final class ExportCommand implements Callable<Integer> {
  static final int MISSING = 6;

  private static final int BUFFER_BYTES = 1 << 16;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private RangeOptions range;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write; gzip when its name ends in .gz.")
  private Path output;

  @Option(names = "--force", description = "Replace the file when it exists.")
  private boolean force;

  /** Made by picocli. */
  public ExportCommand() {}

  @Override
  public Integer call() {
    Path file = ConfigurationOptions.base().resolve(output);
    if (Files.exists(file) && !force) {
      throw new ProgramException(ExitCode.FAILED, file + " exists already; --force replaces it");
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    GapNotes gaps = new GapNotes(command.commandLine().getErr());
    try (JournalReader journal = data.openJournal()) {
      ExportWriter written = export(journal, part, file.toString().endsWith(".gz"), gaps);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      gaps.sum();
      command
          .commandLine()
          .getOut()
          .println(
              "%s datagrams, %s, in %s (%s)"
                  .formatted(
                      Amounts.count(written.datagrams()),
                      Amounts.bytes(written.bytes()),
                      file,
                      Amounts.bytes(Files.size(file))));
      command.commandLine().getOut().flush();
      return written.missing() > 0 ? MISSING : ExitCode.OK.code();
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.FAILED, part + " cannot be written: " + e.getMessage(), e);
    }
  }

  private ExportWriter export(JournalReader journal, Path part, boolean zips, GapNotes notes)
      throws IOException {
    Range chosen = range.range();
    long head = Math.min(journal.nextNumber(), chosen.to());
    long begin = Math.max(chosen.from(), journal.firstNumber().orElse(0));
    try (OutputStream out = output(part, zips);
        Progress progress = Progress.of("export", Math.max(0, head - begin), "datagrams")) {
      ExportWriter writer = new ExportWriter(out);
      writer.begin(Instant.now());
      JournalWalk.Gaps both =
          (first, count, isDamage) -> {
            notes.missing(first, count, isDamage);
            writer.missing(first, count, isDamage);
          };
      try (JournalWalk walk = JournalWalk.over(journal, chosen, both)) {
        while (walk.next()) {
          writer.record(walk);
          progress.reached(walk.cursor().firstNumber() - begin);
        }
      }
      writer.end();
      return writer;
    }
  }

  private static OutputStream output(Path file, boolean zips) throws IOException {
    OutputStream plain = Files.newOutputStream(file);
    return zips
        ? new BufferedOutputStream(new GZIPOutputStream(plain, BUFFER_BYTES), BUFFER_BYTES)
        : new BufferedOutputStream(plain, BUFFER_BYTES);
  }
}
