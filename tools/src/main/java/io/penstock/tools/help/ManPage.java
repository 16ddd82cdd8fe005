package io.penstock.tools.help;

import io.penstock.config.ConfigurationOptions;
import io.penstock.daemon.ExitCode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The man page penstock(1), in roff, man(7): one section of it for each command. */
final class ManPage {
  private static final CommandSpec CONFIGURATION =
      CommandSpec.forAnnotatedObject(new ConfigurationOptions());

  private final Roff roff = new Roff();

  private ManPage() {}

  /** Makes the page. */
  static String of(CommandSpec program) {
    ManPage page = new ManPage();
    page.roff.macro("TH PENSTOCK 1 \"\" \"Penstock " + version() + "\" \"Penstock\"");
    page.roff.macro("SH NAME");
    page.roff.line("penstock - " + lowerFirst(String.join(" ", program.usageMessage().header())));
    page.roff.macro("SH SYNOPSIS");
    page.roff.bold("penstock").text(" ").italic("COMMAND").text(" [").italic("OPTION").line("]...");
    page.roff.macro("SH DESCRIPTION");
    page.paragraphs(program.usageMessage().description());
    page.roff.macro("SH OPTIONS");
    page.roff.line("These hold for every command that reads the configuration:");
    CONFIGURATION.options().forEach(page::entry);
    page.roff.macro("PP");
    page.roff.line("Every command has --help and --version.");
    page.roff.macro("SH COMMANDS");
    program
        .subcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                page.command(name, command);
              }
            });
    page.roff.macro("SH EXIT STATUS");
    for (ExitCode code : ExitCode.values()) {
      page.roff.macro("TP 4");
      page.roff.bold(Integer.toString(code.code())).line("");
      page.roff.line(code.help());
    }
    page.roff.macro("PP");
    page.roff.line("Command-specific exit codes are listed with each command.");
    page.environment();
    page.files();
    page.examples();
    page.roff.macro("SH SEE ALSO");
    page.roff.bold("penstock.ini").line("(5)");
    return page.roff.toString();
  }

  private void environment() {
    roff.macro("SH ENVIRONMENT");
    entry("PENSTOCK_SECTION_KEY", "Any key of penstock.ini(5), such as PENSTOCK_JOURNAL_ROLL_AGE.");
    entry("JAVA_HOME", "The Java to run on; a package brings its own.");
    entry("PENSTOCK_JAVA_OPTS", "Further options for Java.");
  }

  private void files() {
    roff.macro("SH FILES");
    entry("/etc/penstock/config.ini", "The configuration of the package.");
    entry("/var/lib/penstock/journal", "What was received, in roll files.");
    entry("/var/lib/penstock/readers", "The position and the counters of each reader.");
    entry("/var/lib/penstock/counters", "Ingest's counters and the audit's ledger.");
    entry("/var/lib/penstock/locks", "A lock for each daemon and reader, and who holds it.");
  }

  private void examples() {
    roff.macro("SH EXAMPLES");
    entry("penstock demo --seconds 10", "Try it, with its own load and its own servers.");
    entry("penstock status --check alive,lag=60s,lost=0", "Exit codes for monitoring.");
    entry("penstock dump --since 10m --match 'web.*'", "Lines received in the last ten minutes.");
    entry("penstock replay --since 14:00 --until 14:30", "Print the plan; --execute sends.");
    entry("penstock check --balance", "Prove that nothing is missing.");
  }

  private void entry(String term, String text) {
    roff.macro("TP 4");
    roff.bold(term).line("");
    roff.line(text);
  }

  static String version() {
    String version = ManPage.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  private static String lowerFirst(String text) {
    String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return plain.startsWith("A ") ? "a " + plain.substring(2) : plain;
  }

  private void command(String name, CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    UsageMessageSpec usage = command.usageMessage();
    roff.macro("SS penstock " + name);
    synopsis(name, command);
    paragraphs(usage.description());
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      roff.macro("TP 4");
      roff.italic(parameter.paramLabel()).line("");
      description(parameter);
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !isCommonToAll(option)) {
        entry(option);
      }
    }
    exitCodes(usage.exitCodeList());
    verbatim(usage.footer());
  }

  private void entry(OptionSpec option) {
    roff.macro("TP 4");
    option(option);
    description(option);
  }

  /** What has a section of its own would only lengthen those of the commands. */
  private static boolean isCommonToAll(OptionSpec option) {
    return option.usageHelp()
        || option.versionHelp()
        || CONFIGURATION.findOption(option.longestName()) != null;
  }

  private void synopsis(String name, CommandSpec command) {
    roff.bold("penstock " + name).text(" [").italic("OPTION").text("]...");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      boolean isOptional = parameter.arity().min() == 0;
      roff.text(isOptional ? " [" : " ").italic(parameter.paramLabel()).text(isOptional ? "]" : "");
    }
    roff.line("");
    roff.macro("PP");
  }

  private void option(OptionSpec option) {
    List<String> names = List.of(option.names());
    for (int i = 0; i < names.size(); i++) {
      roff.text(i == 0 ? "" : ", ").bold(names.get(i));
    }
    if (option.arity().max() > 0) {
      roff.text(" ").italic(option.paramLabel());
    }
    roff.line("");
  }

  private void description(ArgSpec argument) {
    paragraphs(argument.description());
  }

  private void paragraphs(String... lines) {
    for (String text : lines) {
      roff.line(plain(text));
    }
  }

  private void exitCodes(Map<String, String> codes) {
    codes.forEach(
        (code, meaning) -> {
          roff.macro("TP 4");
          roff.text("exit ").bold(code).line("");
          roff.line(plain(meaning));
        });
  }

  private void verbatim(String... lines) {
    if (lines.length > 0) {
      roff.macro("PP");
      roff.macro("nf");
      for (String text : lines) {
        roff.line(plain(text));
      }
      roff.macro("fi");
    }
  }

  /** Without picocli's markup. */
  private static String plain(String text) {
    return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }
}
