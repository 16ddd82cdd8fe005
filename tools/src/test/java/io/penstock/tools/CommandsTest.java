package io.penstock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What all commands have in common, of each. */
class CommandsTest {
  private static final int COLUMNS_MAX = 100;

  /** They print no data, or have a format of their own. */
  private static final Set<String> WITHOUT_JSON =
      new TreeSet<>(
          List.of(
              "ingest",
              "worker",
              "console",
              "run",
              "demo",
              "export",
              "import",
              "completion",
              "help"));

  /** What a command does not do without. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "import", List.of("file"),
          "export", List.of("--output", "file"),
          "seek", List.of("shard-0", "--to-latest"),
          "forget", List.of("shard-0"),
          "purge", List.of("--before", "1d"),
          "pause", List.of("0"),
          "resume", List.of("0"));

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintStream before = System.err;
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    System.setErr(new PrintStream(complaints, true));
    try {
      CommandLine program = PenstockMain.commandLine();
      program.setOut(new PrintWriter(out, true));
      program.setErr(new PrintWriter(err, true));
      int code = program.execute(words);
      return new Ran(code, out.toString(), err.toString() + complaints);
    } finally {
      System.setErr(before);
    }
  }

  static Stream<String> commands() {
    return PenstockMain.commandLine().getSubcommands().entrySet().stream()
        .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey);
  }

  private static List<String> optionsOf(String command) {
    return PenstockMain.commandLine()
        .getSubcommands()
        .get(command)
        .getCommandSpec()
        .options()
        .stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsWholeAndFits(String command) {
    Ran help = run(command, "--help");
    assertEquals(0, help.code());
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: penstock " + command), help.out());
    help.out().lines().forEach(line -> assertTrue(line.length() <= COLUMNS_MAX, line));
    for (String option : optionsOf(command)) {
      assertTrue(help.out().contains(option), option);
    }
  }

  /** The daemons and the console read their own command lines, in jars of their own. */
  static Stream<String> tools() {
    return commands().filter(command -> !Set.of("ingest", "worker", "console").contains(command));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void unknownOptionEndsWithTwoAndSaysWhatIsNear(String command) {
    List<String> words = new ArrayList<>(List.of(command, "--hlep"));
    words.addAll(REQUIRED.getOrDefault(command, List.of()));
    Ran ran = run(words.toArray(String[]::new));
    assertEquals(2, ran.code(), ran.err());
    assertTrue(ran.err().contains("--hlep"), ran.err());
    assertTrue(ran.err().contains("Try: penstock " + command + " --help"), ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
    assertEquals("", ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "dump", "top", "readers", "check", "pause"})
  void aWrongConfigurationNamesTheOptionThatNeedsNone(String command) {
    List<String> words = new ArrayList<>(List.of(command, "--set", "bind_prt=1"));
    words.addAll(REQUIRED.getOrDefault(command, List.of()));
    Ran ran = run(words.toArray(String[]::new));
    assertEquals(2, ran.code(), ran.err());
    assertTrue(ran.err().contains("bind_prt"), ran.err());
    assertTrue(ran.err().contains("--data-dir DIR needs no configuration"), ran.err());
  }

  @Test
  void unknownCommandEndsWithTwoAndSaysWhatIsNear() {
    Ran ran = run("stauts");
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("Did you mean: penstock status"), ran.err());
    assertTrue(run("dump", "--sinec", "5m").err().contains("Possible solutions: --since"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seek 1 --to-latest",
        "forget 1",
        "pause 1",
        "resume 1",
        "dump --reader 1",
        "seek shard-1 --to-latest"
      })
  void aReaderIsNamedByItsShardsNumberToo(String words) {
    CommandLine.ParseResult parsed =
        PenstockMain.commandLine().parseArgs(words.split(" ")).subcommand();
    Object given =
        parsed.hasMatchedPositional(0)
            ? parsed.matchedPositionals().getFirst().getValue()
            : parsed.matchedOptionValue("--reader", "");
    assertTrue(Set.of("shard-1", List.of("shard-1")).contains(given), given.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"seek 1 --to-latest", "forget 1", "purge --before 1d", "repair", "replay"})
  void whatShowsAPlanAppliesItWithExecute(String words) {
    for (String option : List.of("--execute", "--apply")) {
      PenstockMain.commandLine().parseArgs((words + " " + option).split(" "));
    }
    String help = run(words.split(" ")[0], "--help").out();
    assertTrue(help.contains("--execute"), help);
    assertFalse(help.contains("--apply"), help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump", "export", "explain", "top", "replay"})
  void aRangeEndsBeforeANumber(String command) {
    assertTrue(optionsOf(command).contains("--before"), command);
  }

  @Test
  void whatIsNoNumberIsNotCalledByAnotherLanguagesWord() {
    String fault = run("dump", "--from", "exp2.jsonl").err();
    assertTrue(fault.contains("'exp2.jsonl' is not a whole number"), fault);
  }

  /** What they receive on and send to is no business of what reads the journal. */
  @ParameterizedTest
  @ValueSource(strings = {"status", "dump", "seek", "purge", "export", "import", "replay", "pause"})
  void helpOfAToolLeavesOutTheFlagsOfTheDaemons(String command) {
    String help = run(command, "--help").out();
    for (String flag : List.of("--bind-interface", "--bind-port", "--threads", "--destinations")) {
      assertFalse(help.contains(flag), help);
      assertTrue(run("ingest", "--help").out().contains(flag), flag);
    }
    PenstockMain.commandLine()
        .parseArgs(
            Stream.concat(
                    Stream.of(command, "-d", "a:1"),
                    REQUIRED.getOrDefault(command, List.of()).stream())
                .toArray(String[]::new));
  }

  @Test
  void whatPrintsDataPrintsItAsJsonToo() {
    Set<String> without =
        commands()
            .filter(command -> !optionsOf(command).contains("--json"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(WITHOUT_JSON, without);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status --json",
        "status --watch",
        "dump",
        "dump --reader shard-0",
        "dump --follow",
        "top",
        "explain --since 5m",
        "explain a:1|c",
        "export --output FOLDER/out",
        "check",
        "check --deep",
        "check --balance",
        "repair",
        "repair --execute",
        "replay --from 0",
        "replay --from 0 --execute",
        "readers",
        "seek shard-0 --to-latest",
        "forget shard-0",
        "purge --before 1d",
        "doctor",
        "pause 0",
        "resume 0",
      })
  void missingDataDirectoryIsSaidWithTheRemedyAndNothingIsMade(String words) {
    Path nowhere = folder.resolve("nowhere");
    List<String> arguments =
        new ArrayList<>(List.of(words.replace("FOLDER", folder.toString()).split(" ")));
    arguments.addAll(List.of("--data-dir", nowhere.toString()));
    Ran ran = run(arguments.toArray(String[]::new));
    assertEquals(1, ran.code(), ran.err());
    assertTrue(ran.err().contains(nowhere.toString()), ran.err());
    assertTrue(ran.err().matches("(?s).*(has ingest run|no worker has run).*"), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertFalse(nowhere.toFile().exists(), "a reading command makes nothing");
  }
}
