package io.penstock.tools.select;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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

  /** Made by picocli. */
  public LineOptions() {}

  /**
   * A filter for one thread.
   *
   * @throws ParameterException when a pattern is none
   */
  public LineFilter filter() {
    return filter(OptionalInt.empty());
  }

  /** The same, with a shard that was chosen by other means; both must agree. */
  public LineFilter filter(OptionalInt chosenShard) {
    if (shard != null && (shard < 0 || chosenShard.orElse(shard) != shard)) {
      throw new ParameterException(command.commandLine(), "--shard " + shard + " cannot be meant");
    }
    try {
      NamePattern pattern = match == null ? NamePattern.ANY : NamePattern.of(match);
      Set<String> wanted = new LinkedHashSet<>(types);
      return new LineFilter(pattern, wanted, shard == null ? chosenShard : OptionalInt.of(shard));
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          command.commandLine(), "--match " + match + ": " + e.getDescription(), e);
    }
  }

  /** Whether any of the options was given. */
  public boolean isGiven() {
    return match != null || !types.isEmpty() || shard != null;
  }

  /** The same options again, for a command that goes on later. */
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
    return arguments;
  }
}
