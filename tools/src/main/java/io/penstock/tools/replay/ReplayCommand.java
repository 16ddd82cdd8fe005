package io.penstock.tools.replay;

import com.google.gson.JsonObject;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.Version;
import io.penstock.dialect.Dialect;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.tools.command.EndOfRun;
import io.penstock.tools.command.ExecuteOption;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.select.DataOptions;
import io.penstock.tools.select.LineOptions;
import io.penstock.tools.select.Range;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sends a piece of the journal once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Send a piece of the journal once more: to each shard's own destination, by the layout that"
          + " was in force when it was received, to those of a second ring (--ring), or to another"
          + " server. To their own destinations lines go as strip, drop, unpack, replay_timestamp and"
          + " replay_tag of the configuration say.",
      "Shows what it would send; --execute sends it. The live flow and the readers' positions are"
          + " left alone. Two runs send the same bytes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Complete, or shown.",
      "1:Stopped, or a destination refused: the last line says how to continue.",
      "2:The command line or the configuration is wrong.",
      "4:The journal cannot be read, or is of another format.",
      "6:Sent, but fewer lines than planned: the last line says which are gone, and why."
    },
    footer = {
      "",
      "penstock replay --since 14:00 --until 14:30 --to 10.0.0.9:8125",
      "penstock replay --since 2h --shard 1 --types c,ms --rate 20000/s --execute"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final long DEFAULT_LINES_PER_SECOND = 100_000;
  private static final int DEFAULT_PACKET_BYTES = 1432;
  private static final int DEFAULT_SEND_BUFFER_BYTES = 4 << 20;
  private static final long DEFAULT_FLUSH_INTERVAL_NS = 4_000_000;
  private static final long DEFAULT_DOUBT_WINDOW_NS = 2_000_000_000;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;
  @Mixin private ReplayRange range;
  @Mixin private LineOptions lines;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      converter = OfAddress.class,
      description =
          "Send everything there instead: host:port, udp://, tcp://, unix://, unix+stream://.")
  private Destination to;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      converter = Rate.OfText.class,
      description =
          "5000/s: lines a second; original, 2x: as it was received; max (default: replay_rate of"
              + " the configuration, else 100000/s).")
  private Rate rate;

  @Option(
      names = "--timestamp",
      description =
          "Append |T and the second of receipt to counters and gauges, for Datadog agents only:"
              + " others drop it or the line.")
  private boolean timestamp;

  @Option(
      names = "--tag",
      paramLabel = "NAME:VALUE",
      description = "Add this DogStatsD tag to every metric.")
  private String tag = "";

  @Mixin private ExecuteOption execute;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Continue a stopped replay; FILE is the resume file that it left.")
  private Path resume;

  @Option(
      names = "--resume-file",
      paramLabel = "FILE",
      description =
          "Where to keep how far it is, until it is complete (default: a new file in the current"
              + " directory).")
  private Path resumeFile;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** Made by picocli. */
  public ReplayCommand() {}

  /** Reads an address. */
  static final class OfAddress implements ITypeConverter<Destination> {
    /** Made by picocli. */
    OfAddress() {}

    @Override
    public Destination convert(String text) {
      try {
        return Destination.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    if (resume == null) {
      Path file = resumeFile == null ? null : ConfigurationOptions.base().resolve(resumeFile);
      return replay(range.range(), file);
    }
    Path file = ConfigurationOptions.base().resolve(resume);
    ResumeFile left = ResumeFile.read(file);
    ReplayCommand stopped = new ReplayCommand();
    new CommandLine(stopped).parseArgs(left.arguments().toArray(String[]::new));
    stopped.command = command;
    stopped.execute.take(execute);
    stopped.json = json;
    return stopped.replay(new Range(left.next(), left.to(), Long.MIN_VALUE, Long.MAX_VALUE), file);
  }

  private int replay(Range chosen, Path file) {
    checkTag();
    Optional<Configuration> configuration = data.configuration();
    Order order = order(configuration);
    try (JournalReader journal = data.openJournal()) {
      lines.requireRing(journal);
      Plan plan = plan(order, journal, chosen);
      if (!execute.isGiven() || plan.pass().firstNumber() < 0) {
        show(plan, order);
        return ExitCode.OK.code();
      }
      return execute(plan, order, journal, file);
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
  }

  private ForwardSettings forward(Configuration configuration) {
    return configuration.rings().containsKey(lines.ring())
        ? configuration.rings().get(lines.ring()).forward()
        : configuration.forward();
  }

  /** A shard's own server is sent what its section says, as if a worker were late. */
  private Dialect dialect(Optional<Configuration> configuration, int shard) {
    Dialect own =
        configuration
            .filter(_ -> to == null)
            .map(
                known ->
                    known.rings().containsKey(lines.ring()) ? forward(known) : known.forward(shard))
            .map(ForwardSettings::dialect)
            .orElse(Dialect.UNCHANGED);
    return new Dialect(
        own.strip(),
        own.drop(),
        own.unpack(),
        timestamp || own.replayTimestamp(),
        tag.isEmpty() ? own.replayTag() : tag);
  }

  private void checkTag() {
    if (!tag.isEmpty() && !tag.matches("[^\\s|,#@]{1,200}")) {
      throw new ParameterException(
          command.commandLine(), "--tag '" + tag + "': a tag has no blank, comma, bar, # or @");
    }
  }

  private Plan plan(Order order, JournalReader journal, Range chosen) {
    try {
      return Plan.of(order, journal, chosen, positions());
    } catch (Refused e) {
      throw new ProgramException(ExitCode.FAILED, e.getMessage(), e);
    }
  }

  private Order order(Optional<Configuration> configuration) {
    Optional<ForwardSettings> forward = configuration.map(this::forward);
    Rate chosen = rate == null ? defaultRate(forward) : rate;
    long flushIntervalNs =
        chosen instanceof Rate.Recorded
            ? forward.map(ForwardSettings::flushIntervalNs).orElse(DEFAULT_FLUSH_INTERVAL_NS)
            : Order.FOR_EVER;
    return new Order(
        lines::filter,
        Optional.ofNullable(to),
        chosen,
        shard -> dialect(configuration, shard),
        forward.map(ForwardSettings::maxPacketBytes).orElse(DEFAULT_PACKET_BYTES),
        flushIntervalNs,
        forward.map(ForwardSettings::sendBufferBytes).orElse(DEFAULT_SEND_BUFFER_BYTES),
        forward.map(ForwardSettings::doubtWindowNs).orElse(DEFAULT_DOUBT_WINDOW_NS));
  }

  private static Rate defaultRate(Optional<ForwardSettings> forward) {
    long perSecond = forward.map(ForwardSettings::replayRate).orElse(DEFAULT_LINES_PER_SECOND);
    return perSecond == Long.MAX_VALUE ? new Rate.Max() : new Rate.Lines(perSecond);
  }

  /** How far each shard's own reader has come. */
  private IntToLongFunction positions() {
    Map<Integer, Long> positions = new HashMap<>();
    for (ReaderLook reader : Look.at(data.data()).readers()) {
      reader
          .place()
          .filter(place -> place.ring().equals(lines.ring()))
          .ifPresent(place -> positions.put(place.shard(), reader.position().number()));
    }
    return shard -> positions.getOrDefault(shard, 0L);
  }

  private void show(Plan plan, Order order) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(JsonText.safe(PlanJson.of(plan, order).toString()));
    } else {
      PlanText.lines(plan, order, Screen.size().columns()).forEach(out::println);
      if (plan.pass().firstNumber() >= 0) {
        out.println("Nothing was sent. Add --execute to send it.");
      }
    }
    out.flush();
  }

  private int execute(Plan plan, Order order, JournalReader journal, Path file) {
    PrintWriter out = command.commandLine().getOut();
    if (!json) {
      PlanText.lines(plan, order, Screen.size().columns()).forEach(out::println);
      out.flush();
    }
    Path kept = file == null ? ResumeFile.name(ConfigurationOptions.base()) : file;
    Execution execution = new Execution(order, plan, kept, arguments());
    try (EndOfRun _ = EndOfRun.onSignal(execution::stop)) {
      Execution.End end = execution.run(journal);
      if (json) {
        JsonObject root = PlanJson.of(plan, order);
        root.add("execution", PlanJson.of(execution, end));
        out.println(JsonText.safe(root.toString()));
      } else {
        PlanText.lines(execution, end).forEach(out::println);
      }
      out.flush();
      return end.exitCode();
    }
  }

  /** The same command line without its range, for {@code --resume}. */
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(data.arguments());
    arguments.addAll(lines.arguments());
    if (to != null) {
      arguments.addAll(List.of("--to", to.address()));
    }
    if (rate != null) {
      arguments.addAll(List.of("--rate", rate.text()));
    }
    if (timestamp) {
      arguments.add("--timestamp");
    }
    if (!tag.isEmpty()) {
      arguments.addAll(List.of("--tag", tag));
    }
    return arguments;
  }
}
