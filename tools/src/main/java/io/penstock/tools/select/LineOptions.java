package io.penstock.tools.select;

import io.penstock.journal.JournalReader;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose lines, as a picocli mixin. */
public final class LineOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--match",
      paramLabel = "GLOB|/REGEX/",
      description =
          "Lines whose name matches: 'web.*.time', * ? [a-z] {a,b}. Between slashes a regular"
              + " expression, looked for anywhere in the line.")
  private String match;

  @Option(
      names = {"--type", "--types"},
      paramLabel = "TYPE",
      split = ",",
      description =
          "Lines of these types: c, g, ms, h, s, d …; event (_e{), check (_sc), none. Comma between"
              + " several.")
  private List<String> types = List.of();

  @Option(
      names = "--shard",
      paramLabel = "N",
      description =
          "Lines that hash to this shard by the layout that was in force when they were received.")
  private Integer shard;

  @Option(
      names = "--ring",
      paramLabel = "NAME",
      description = "Shards are those of the second ring [mirror.NAME].")
  private String ring;

  /** Made by picocli. */
  public LineOptions() {}

  /**
   * A filter for one thread.
   *
   * @throws ParameterException when a pattern is none
   */
  public LineFilter filter() {
    return filter(Optional.empty());
  }

  /** The same, with the shard of a reader; the options must agree with it. */
  public LineFilter filter(Optional<ReaderName> reader) {
    if (shard != null && shard < 0) {
      throw fault("--shard " + shard + " is negative");
    }
    if (shard != null && reader.isPresent() && reader.get().shard() != shard) {
      throw fault("--shard " + shard + " is not the shard of the reader");
    }
    String readersRing = reader.map(LineOptions::ringOf).orElse(ring());
    if (ring != null && !ring.equals(readersRing)) {
      throw fault("--ring " + ring + " is not the ring of the reader");
    }
    try {
      NamePattern pattern = match == null ? NamePattern.ANY : NamePattern.of(match);
      Set<String> wanted = new LinkedHashSet<>(types);
      return new LineFilter(pattern, wanted, readersRing, shardOr(reader));
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          command.commandLine(), "--match " + match + ": " + e.getDescription(), e);
    }
  }

  private ParameterException fault(String what) {
    return new ParameterException(command.commandLine(), what);
  }

  private OptionalInt shardOr(Optional<ReaderName> reader) {
    return shard != null
        ? OptionalInt.of(shard)
        : reader.map(name -> OptionalInt.of(name.shard())).orElse(OptionalInt.empty());
  }

  private static String ringOf(ReaderName reader) {
    return reader.followsShards() ? ReaderName.SHARDS : reader.ring();
  }

  /** The ring whose shards are meant. */
  public String ring() {
    return ring == null ? ReaderName.SHARDS : ring;
  }

  /**
   * Refuses a ring that the journal has never had.
   *
   * @throws ParameterException that names those it has had
   */
  public void requireRing(JournalReader journal) {
    if (ring == null) {
      return;
    }
    Set<String> rings = new TreeSet<>();
    journal.layouts().forEach(file -> rings.addAll(file.layout().mirrors().keySet()));
    if (!rings.contains(ring)) {
      throw new ParameterException(
          command.commandLine(),
          "--ring "
              + ring
              + ": "
              + (rings.isEmpty()
                  ? "the journal has no second rings"
                  : "the journal has " + String.join(", ", rings)));
    }
  }

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return match != null || !types.isEmpty() || shard != null || ring != null;
  }

  /** The same options as arguments, for a command that continues later. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (match != null) {
      arguments.addAll(List.of("--match", match));
    }
    if (!types.isEmpty()) {
      arguments.addAll(List.of("--types", String.join(",", types)));
    }
    if (shard != null) {
      arguments.addAll(List.of("--shard", Integer.toString(shard)));
    }
    if (ring != null) {
      arguments.addAll(List.of("--ring", ring));
    }
    return arguments;
  }
}
