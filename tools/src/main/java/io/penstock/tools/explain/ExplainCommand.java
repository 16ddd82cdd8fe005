package io.penstock.tools.explain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.penstock.config.Configuration;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.GapNotes;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineOptions;
import io.penstock.tools.select.LineWalk;
import io.penstock.tools.select.RangeOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where a line goes and why, and what would move under another layout. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Show how lines are parsed: key, hash, shard, server, and the state of its reader.",
      "The layout is the journal's newest; without a journal, that of the configuration."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Explained.",
      "1:Could not run.",
      "2:The command line or the configuration is wrong.",
      "4:The journal cannot be read, or is of another format."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  penstock explain 'web.hits,host=a:1|c'",
      "  penstock dump --since 1m --format raw | penstock explain -",
      "  penstock explain --would-be hash=slots,destinations=8 --since 10m",
      "  cat lines | penstock explain - --would-be \"hash=ketama,destinations=a:8125 b:8125\"",
      "Series are counted by their key of now: exactly up to some hundreds, then within 2 %%."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private RangeOptions range;
  @Mixin private LineOptions chosen;

  @Parameters(
      paramLabel = "LINE",
      arity = "0..*",
      description = "StatsD lines; - reads them from standard input. None: a range of the journal.")
  private List<String> words = List.of();

  @Option(
      names = "--would-be",
      paramLabel = "LAYOUT",
      description =
          "Another layout: hash=…,key=…,destinations=… (a number, or space-separated"
              + " addresses); what it does not name stays as it is.")
  private String wouldBeText;

  @Option(names = "--json", description = "As JSON, one object a line.")
  private boolean json;

  private final Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private Rings rings;
  private Optional<Layout> wouldBe;

  /** Made by picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() {
    boolean reads = words.contains("-");
    if (words.isEmpty() && !range.isGiven()) {
      throw new ParameterException(
          command.commandLine(), "give a line, or - for standard input, or a range (--since 10m)");
    }
    try {
      rings = ringsNow();
      wouldBe = Optional.ofNullable(wouldBeText).map(text -> WouldBe.of(text, rings.layout()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--would-be: " + e.getMessage(), e);
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    PrintWriter out = command.commandLine().getOut();
    if (words.isEmpty()) {
      show(ofJournal());
    } else if (reads) {
      readInput();
    } else {
      explain(words);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private Rings ringsNow() {
    Layout layout = layoutNow();
    try {
      return new Rings(layout, chosen.ring());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--ring: " + e.getMessage(), e);
    }
  }

  private Layout layoutNow() {
    Path journal = data.data().journal();
    if (Files.isDirectory(journal) && JournalReader.exists(journal)) {
      try (JournalReader reader = data.openJournal()) {
        List<LayoutRecord> layouts = reader.layouts();
        if (!layouts.isEmpty()) {
          return layouts.getLast().layout();
        }
      }
    }
    return data.configuration()
        .map(Configuration::layout)
        .orElseThrow(
            () ->
                new ProgramException(
                    ExitCode.FAILED,
                    journal
                        + ": no journal there; has ingest run here? (--data-dir names another; with -c"
                        + " lines are explained by the configuration)"));
  }

  private void explain(List<String> lines) {
    Readers readers = Readers.at(data.data(), data.configuration());
    PrintWriter out = command.commandLine().getOut();
    boolean isFirst = true;
    for (String word : lines) {
      byte[] line = word.getBytes(StandardCharsets.UTF_8);
      Explanation explained = rings.explain(line);
      int then = shardThen(line);
      if (json) {
        out.println(JsonText.safe(gson.toJson(ExplainJson.of(explained, wouldBe, then, readers))));
      } else {
        if (!isFirst) {
          out.println();
        }
        ExplainText.lines(explained, wouldBe, then, readers, Screen.size().columns())
            .forEach(out::println);
      }
      isFirst = false;
    }
  }

  private int shardThen(byte[] line) {
    return ShardFunction.of(wouldBe.orElse(rings.layout()))
        .shardOf(new UnsafeBuffer(line), 0, line.length);
  }

  /** With another layout, what moves is counted; without, each line is explained in one. */
  private void readInput() {
    InputLines lines = new InputLines(System.in);
    try {
      if (wouldBe.isPresent()) {
        Movement movement = new Movement(rings.layout(), wouldBe);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          movement.add(new UnsafeBuffer(line), 0, line.length);
        }
        show(movement);
      } else {
        printEach(lines);
      }
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.FAILED, "standard input cannot be read: " + e.getMessage(), e);
    }
    if (lines.tooLong() > 0) {
      command
          .commandLine()
          .getErr()
          .println(lines.tooLong() + " lines were longer than a datagram and are left out");
    }
  }

  private void printEach(InputLines lines) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    long count = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      Explanation explained = rings.explain(line);
      out.println(
          json
              ? JsonText.safe(gson.toJson(ExplainJson.of(explained)))
              : ExplainText.shortLine(explained));
      // Asking flushes; a reader that has had enough is noticed soon enough.
      if ((++count & 0x3ff) == 0 && out.checkError()) {
        return;
      }
    }
  }

  private Movement ofJournal() {
    Movement movement = new Movement(rings.layout(), wouldBe);
    GapNotes gaps = new GapNotes(command.commandLine().getErr());
    try (JournalReader reader = data.openJournal();
        JournalWalk walk = JournalWalk.over(reader, range.range(), gaps)) {
      new LineWalk(walk, chosen.filter())
          .run(
              (_, _, buffer, offset, length) -> {
                movement.add(buffer, offset, length);
                return true;
              });
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
    gaps.sum();
    return movement;
  }

  private void show(Movement movement) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(JsonText.safe(gson.toJson(ExplainJson.of(movement))));
    } else {
      ExplainText.lines(movement, Screen.size().columns()).forEach(out::println);
    }
  }
}
