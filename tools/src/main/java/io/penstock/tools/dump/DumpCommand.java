package io.penstock.tools.dump;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.ReaderArgument;
import io.penstock.tools.look.ReaderNames;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.GapNotes;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.LineOptions;
import io.penstock.tools.select.Range;
import io.penstock.tools.select.RangeOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints lines of the journal; reads only, and moves no position. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Print lines of the journal: all, a range, a reader's backlog, or the newest.",
      "Read-only; works whether the daemons run or not. No position moves."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Printed, or the reading program closed the pipe.",
      "1:Could not run.",
      "2:The command line or the configuration is wrong.",
      "4:The journal cannot be read, or is of another format.",
      "6:Printed, but datagrams in the range are missing; standard error lists them."
    },
    footerHeading = "%nFormats:%n",
    footer = {
      "text  time (UTC), datagram number, shard, line; controls, C1, bidi and what is not UTF-8 are",
      "      written \\n, \\x1b, \\u{202e}; a backslash is \\\\",
      "json  one object a line: number, time (ns), shard, and line, or line_base64 when the line is",
      "      not UTF-8; nothing is lost",
      "raw   the line and a newline; into a pipe in pieces of whole lines, at most 1432 bytes each:",
      "      penstock dump --reader shard-0 --format raw | nc -u -w1 127.0.0.1 8125",
      "hex   time, number, shard, length, then the bytes",
      "",
      "Examples:",
      "  penstock dump --since 10m --match 'web.*' --type c,ms",
      "  penstock dump --reader 0 --limit 20            what shard 0 still has to send",
      "  penstock dump --tail 10 --follow               like tail -f"
    })
public final class DumpCommand implements Callable<Integer> {
  static final int MISSING = 6;

  private static final int FOLLOW_PAUSE_MS = 50;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private RangeOptions range;
  @Mixin private LineOptions lines;

  @Option(
      names = "--reader",
      paramLabel = ReaderArgument.LABEL,
      converter = ReaderArgument.class,
      description =
          "Only this reader's backlog, from its committed position: a shard's number, or a name as"
              + " 'penstock readers' lists it. Shards are shown as numbered in its ring.")
  private String reader;

  @Option(names = "--limit", paramLabel = "N", description = "At most N lines.")
  private Long limit;

  @Option(names = "--tail", paramLabel = "N", description = "The last N lines of the range.")
  private Long tail;

  @Option(
      names = {"-f", "--follow"},
      description = "Keep printing new lines until Ctrl-C, --limit or --until.")
  private boolean follow;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: text).")
  private Format format;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  private final OutputStream out;

  /** Made by picocli. */
  public DumpCommand() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /** One that prints elsewhere. */
  public DumpCommand(OutputStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    check();
    Format format = json ? Format.JSON : this.format;
    LineFilter filter = lines.filter(Optional.ofNullable(reader).flatMap(ReaderName::of));
    GapNotes gaps = new GapNotes(command.commandLine().getErr());
    try (JournalReader journal = data.openJournal()) {
      lines.requireRing(journal);
      Range chosen = chosen();
      boolean paced = format == Format.RAW && DatagramOutput.isPipe();
      Dump dump =
          new Dump(
              journal,
              filter,
              new LineFormat(format, filter, Screen.size().columns()),
              paced ? new DatagramOutput(out) : new LineOutput(out),
              gaps);
      if (follow) {
        StopSignal stop = StopSignal.install();
        dump.follow(chosen, skip(), limit(), () -> stop.await(FOLLOW_PAUSE_MS));
      } else {
        dump.once(chosen, skip(), limit());
      }
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    gaps.sum();
    return gaps.missing() > 0 ? MISSING : ExitCode.OK.code();
  }

  private void check() {
    if (limit != null && limit < 0 || tail != null && tail < 0) {
      throw new ParameterException(command.commandLine(), "--limit and --tail are not negative");
    }
    if (reader != null && range.isStartGiven()) {
      throw new ParameterException(
          command.commandLine(), "--reader begins at its position: leave out --since and --from");
    }
  }

  private long limit() {
    return limit == null ? Long.MAX_VALUE : limit;
  }

  /** Lines of the tail; −1 for all. */
  private long skip() {
    return tail == null ? -1 : tail;
  }

  private Range chosen() {
    return reader == null ? range.range() : range.range().startingAt(position());
  }

  private long position() {
    DataDirectory directory = data.data();
    Path file = directory.readers().resolve(Path.of(reader).getFileName());
    if (!Files.exists(file)) {
      throw ReaderNames.none(reader, directory);
    }
    try (ReaderFile opened = ReaderFile.openReadOnly(file)) {
      return opened.position().number();
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
