package io.penstock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.config.Key;
import io.penstock.config.Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private final CommandLine program = new CommandLine(new PenstockMain());
  private final StringWriter out = new StringWriter();

  @TempDir private Path folder;

  @Test
  void theManPageHasEveryCommandAndEveryOption() {
    String page = run("help", "--man").replace("\\", "");
    shown()
        .forEach(
            (name, command) -> {
              assertTrue(page.contains("\n.SS penstock " + name + "\n"), name);
              for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                  assertTrue(
                      page.contains("fB" + option.longestName() + "fR"),
                      name + " " + option.longestName());
                }
              }
            });
    assertFalse(page.contains("@|"), "picocli's markup");
  }

  @Test
  void groffHasNothingToSayAgainstTheManPage() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/groff")), "there is no groff here");
    Path page = Files.writeString(folder.resolve("penstock.1"), run("help", "--man"));
    assertEquals("", runs(List.of("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())));
  }

  @Test
  void theManPageHasTheUsualSections() {
    String page = run("help", "--man");
    for (String section : List.of("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO")) {
      assertTrue(page.contains("\n.SH " + section + "\n"), section);
    }
  }

  @Test
  void theManPageOfTheConfigurationHasEveryKeyAndGroffTakesIt() throws Exception {
    run("help", "--install-into", folder.toString());
    Path file = folder.resolve("man/man5/penstock.ini.5");
    String page = Files.readString(file);
    for (Key<?> key : Keys.all()) {
      assertTrue(page.contains("fB" + key.name() + "\\fR"), key.path());
    }
    assumeTrue(Files.exists(Path.of("/usr/bin/groff")), "there is no groff here");
    assertEquals("", runs(List.of("groff", "-man", "-Tutf8", "-ww", "-z", file.toString())));
  }

  @Test
  void helpOfACommandIsItsOwnHelp() {
    shown().keySet().stream()
        .filter(name -> !name.equals("help"))
        .forEach(name -> assertEquals(run(name, "--help"), run("help", name), name));
  }

  @Test
  void theShellCompletesCommandsAndOptions() throws Exception {
    Path script = Files.writeString(folder.resolve("completion"), run("completion"));
    String complete =
        "source "
            + script
            + "; compopt() { :; }; COMP_WORDS=(penstock repl); COMP_CWORD=1; _complete_penstock;"
            + " echo ${COMPREPLY[@]}; COMP_WORDS=(penstock seek --to-n); COMP_CWORD=2;"
            + " _complete_penstock; echo ${COMPREPLY[@]}";
    assertEquals("replay\n--to-number\n", runs(List.of("bash", "-c", complete)));
  }

  @Test
  void whatIsNoCommandIsSaidSo() {
    StringWriter err = new StringWriter();
    program.setErr(new PrintWriter(err));
    assertEquals(2, program.execute("help", "nonsense"));
    assertTrue(err.toString().contains("there is no command 'nonsense'"), err::toString);
  }

  private Map<String, CommandLine> shown() {
    Map<String, CommandLine> shown = new TreeMap<>(program.getSubcommands());
    shown.values().removeIf(command -> command.getCommandSpec().usageMessage().hidden());
    return shown;
  }

  private String run(String... words) {
    out.getBuffer().setLength(0);
    program.setOut(new PrintWriter(out));
    assertEquals(0, program.execute(words));
    return out.toString();
  }

  private static String runs(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return text;
  }
}
