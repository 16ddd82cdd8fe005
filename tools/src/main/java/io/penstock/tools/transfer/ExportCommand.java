package io.penstock.tools.transfer;

import io.penstock.amounts.Amounts;
import io.penstock.config.ConfigurationOptions;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.tools.screen.Progress;
import io.penstock.tools.screen.WholeFile;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.GapNotes;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.RangeOptions;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
      description = "The file to write; gzip when its name ends in .gz; - is standard output.")
  private Path output;

  @Option(names = "--force", description = "Replace the file when it exists.")
  private boolean force;

  private final OutputStream standardOutput;

  /** Made by picocli. */
  public ExportCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /** One that has another standard output. */
  ExportCommand(OutputStream standardOutput) {
    this.standardOutput = standardOutput;
  }

  @Override
  public Integer call() {
    GapNotes gaps = new GapNotes(command.commandLine().getErr());
    try (JournalReader journal = data.openJournal()) {
      ExportWriter written =
          output.toString().equals("-")
              ? toStandardOutput(journal, gaps)
              : toFile(journal, ConfigurationOptions.base().resolve(output), gaps);
      return written.missing() > 0 ? MISSING : ExitCode.OK.code();
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.FAILED, output + " cannot be written: " + e.getMessage(), e);
    }
  }

  private ExportWriter toStandardOutput(JournalReader journal, GapNotes gaps) throws IOException {
    try (OutputStream out = new BufferedOutputStream(standardOutput, BUFFER_BYTES)) {
      ExportWriter written = export(journal, out, gaps);
      gaps.sum();
      return written;
    }
  }

  private ExportWriter toFile(JournalReader journal, Path file, GapNotes gaps) throws IOException {
    if (Files.exists(file) && !force) {
      throw new ProgramException(ExitCode.FAILED, file + " exists already; --force replaces it");
    }
    try (WholeFile whole = WholeFile.begin(file)) {
      ExportWriter written;
      try (OutputStream out = buffered(whole.out(), file.toString().endsWith(".gz"))) {
        written = export(journal, out, gaps);
      }
      whole.finish();
      gaps.sum();
      PrintWriter said = command.commandLine().getOut();
      said.println(
          "%s datagrams, %s, in %s (%s)"
              .formatted(
                  Amounts.count(written.datagrams()),
                  Amounts.bytes(written.bytes()),
                  file,
                  Amounts.bytes(Files.size(file))));
      said.flush();
      return written;
    }
  }

  private ExportWriter export(JournalReader journal, OutputStream out, GapNotes notes)
      throws IOException {
    Range chosen = range.range();
    long head = Math.min(journal.nextNumber(), chosen.to());
    long begin = Math.max(chosen.from(), journal.firstNumber().orElse(0));
    try (Progress progress = Progress.of("export", Math.max(0, head - begin), "datagrams")) {
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

  private static OutputStream buffered(OutputStream plain, boolean zips) throws IOException {
    return new BufferedOutputStream(
        zips ? new GZIPOutputStream(plain, BUFFER_BYTES) : plain, BUFFER_BYTES);
  }
}
