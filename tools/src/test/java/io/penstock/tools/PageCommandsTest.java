package io.penstock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands and options that the pages tell people to type exist. */
class PageCommandsTest {
  private static final Path CHECKOUT = Path.of("..");

  /** In code, from the program's name to the end of the command. */
  private static final Pattern TYPED =
      Pattern.compile(
          "(?<![\\w./-])(?:scripts/)?penstock (?!penstock )(?<words>-?[a-z][^`|#;…)\\n]*)");

  private static final Pattern BLOCK = Pattern.compile("(?s)```[^\\n]*\\n(.*?)```");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  private final CommandLine program = new CommandLine(new PenstockMain());

  @Test
  void everyCommandAndOptionOnAPageExists() throws IOException {
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Path page : pages()) {
      Matcher typed = TYPED.matcher(code(Files.readString(page)));
      while (typed.find()) {
        wrong.addAll(faults(page, typed.group("words")));
        commands++;
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(commands > 100, "commands are written in another way now: " + commands);
  }

  private List<String> faults(Path page, String words) {
    String name = words.split("\\s")[0];
    CommandLine command =
        name.startsWith("-") || name.equals("help") ? program : program.getSubcommands().get(name);
    if (command == null) {
      return List.of(page + ": penstock " + words + ": no such command");
    }
    List<String> wrong = new ArrayList<>();
    Matcher option = OPTION.matcher(words);
    while (option.find()) {
      if (command.getCommandSpec().findOption(option.group()) == null && !name.equals("help")) {
        wrong.add(page + ": penstock " + words + ": no option " + option.group());
      }
    }
    return wrong;
  }

  /** Blocks without their comments, then the spans of the rest. */
  private static String code(String page) {
    StringBuilder code = new StringBuilder();
    BLOCK
        .matcher(page)
        .results()
        .forEach(block -> code.append(block.group(1).replaceAll("# .*", "")).append('\n'));
    String rest = BLOCK.matcher(page).replaceAll("");
    SPAN.matcher(rest.replace("\n", " "))
        .results()
        .forEach(span -> code.append(span.group(1)).append('\n'));
    return code.toString();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs")) {
      try (Stream<Path> files = Files.list(CHECKOUT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }
}
