package io.penstock.tools.transfer;

import io.penstock.amounts.Amounts;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.DataFolders;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.record.JournalException;
import io.penstock.os.ActingAs;
import io.penstock.tools.screen.Progress;
import io.penstock.tools.select.DataOptions;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a journal of an export. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Make a journal of an export, in a data directory that is empty: the same datagrams with the"
          + " same numbers, times and layouts.",
      "Not kept: the journal's id, where its files end, readers and counters. Readers begin where"
          + " their shard's layout does; penstock seek moves them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Imported.",
      "1:Could not run, or the file is no whole export.",
      "2:The command line or the configuration is wrong.",
      "3:Ingest runs there.",
      "4:The journal cannot be written."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  penstock import hour.jsonl.gz --data-dir /tmp/hour && penstock top --data-dir"
            + " /tmp/hour --from 0")
public final class ImportCommand implements Callable<Integer> {
  private static final int GZIP_MAGIC_FIRST = 0x1f;
  private static final int BUFFER_BYTES = 1 << 16;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Parameters(paramLabel = "FILE", description = "What penstock export wrote.")
  private Path file;

  /** Made by picocli. */
  public ImportCommand() {}

  @Override
  public Integer call() {
    Path source = ConfigurationOptions.base().resolve(file);
    DataDirectory target = data.data();
    if (!Files.isReadable(source)) {
      throw new ProgramException(ExitCode.FAILED, source + ": no such file, or not readable");
    }
    try (InputStream export = Files.newInputStream(source);
        ActingAs _ = ActingAs.ownerOf(target.root())) {
      new DataFolders(target).create();
      make(target, source, export);
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, source + ": " + e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private void make(DataDirectory target, Path source, InputStream export) throws IOException {
    try (NamedLock _ = NamedLock.acquire(target, "ingest", "penstock import")) {
      requireEmpty(target);
      String done = run(export, Files.size(source), target, command.commandLine().getErr());
      command.commandLine().getOut().println(done);
      command.commandLine().getOut().flush();
    } catch (BadExport e) {
      throw new ProgramException(
          ExitCode.FAILED,
          source + ": " + e.getMessage() + "; what is in " + target.root() + " now is a part of it",
          e);
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
  }

  private static void requireEmpty(DataDirectory target) throws IOException {
    for (Path folder : List.of(target.journal(), target.readers(), target.counters())) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new ProgramException(
              ExitCode.FAILED,
              folder + " is not empty: import makes a new journal and never adds to one");
        }
      }
    }
  }

  /** Imports; returns what to say of it, when the bar is gone. */
  private static String run(InputStream export, long bytes, DataDirectory target, PrintWriter err)
      throws IOException, BadExport {
    try (CountedInput counted = new CountedInput(export);
        Progress progress = Progress.ofBytes("import", bytes);
        InputStream lines = unzipped(counted);
        NewJournal journal = new NewJournal(target)) {
      ExportReader reader = new ExportReader(lines);
      reader.run(
          new ExportReader.Visitor() {
            @Override
            public void layout(long number, io.penstock.shard.Layout layout) {
              journal.layout(number, layout);
            }

            @Override
            public void record(long number, long timeNs, List<byte[]> datagrams) {
              journal.record(number, timeNs, datagrams);
              progress.reached(counted.bytes);
            }
          });
      journal.writeCounters();
      if (!reader.isChecked()) {
        err.println(
            "the export has no checksum: an older Penstock wrote it, and damage to it may have gone"
                + " unnoticed");
      }
      return "%s datagrams in %s records in %s, up to number %s"
          .formatted(
              Amounts.count(reader.datagrams()),
              Amounts.count(reader.records()),
              target.root(),
              Amounts.count(journal.nextNumber()));
    }
  }

  /** Gzip or plain, by its first byte. */
  private static InputStream unzipped(InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == GZIP_MAGIC_FIRST
        ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES)
        : in;
  }

  /** Knows how far it is. */
  private static final class CountedInput extends FilterInputStream {
    private long bytes;

    CountedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
