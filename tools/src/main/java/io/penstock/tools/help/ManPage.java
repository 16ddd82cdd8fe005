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

  private final StringBuilder roff = new StringBuilder();

  private ManPage() {}

  /** Makes the page. */
  static String of(CommandSpec program) {
    ManPage page = new ManPage();
    page.macro("TH PENSTOCK 1 \"\" \"Penstock " + version() + "\" \"Penstock\"");
    page.macro("SH NAME");
    page.line("penstock - " + lowerFirst(String.join(" ", program.usageMessage().header())));
    page.macro("SH SYNOPSIS");
    page.bold("penstock").text(" ").italic("COMMAND").text(" [").italic("OPTION").line("]...");
    page.macro("SH DESCRIPTION");
    page.paragraphs(program.usageMessage().description());
    page.macro("SH OPTIONS");
    page.line("These hold for every command that reads the configuration:");
    CONFIGURATION.options().forEach(page::entry);
    page.macro("PP");
    page.line("Every command has --help and --version.");
    page.macro("SH COMMANDS");
    program
        .subcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                page.command(name, command);
              }
            });
    page.macro("SH EXIT STATUS");
    for (ExitCode code : ExitCode.values()) {
      page.macro("TP 4");
      page.bold(Integer.toString(code.code())).line("");
      page.line(code.help());
    }
    page.macro("PP");
    page.line("Command-specific exit codes are listed with each command.");
    return page.roff.toString();
  }

  private static String version() {
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
    macro("SS penstock " + name);
    synopsis(name, command);
    paragraphs(usage.description());
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      macro("TP 4");
      italic(parameter.paramLabel()).line("");
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
    macro("TP 4");
    option(option);
    description(option);
  }

  /** What stands in a section of its own would only lengthen those of the commands. */
  private static boolean isCommonToAll(OptionSpec option) {
    return option.usageHelp()
        || option.versionHelp()
        || CONFIGURATION.findOption(option.longestName()) != null;
  }

  private void synopsis(String name, CommandSpec command) {
    bold("penstock " + name).text(" [").italic("OPTION").text("]...");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      boolean isOptional = parameter.arity().min() == 0;
      text(isOptional ? " [" : " ").italic(parameter.paramLabel()).text(isOptional ? "]" : "");
    }
    line("");
    macro("PP");
  }

  private void option(OptionSpec option) {
    List<String> names = List.of(option.names());
    for (int i = 0; i < names.size(); i++) {
      text(i == 0 ? "" : ", ").bold(names.get(i));
    }
    if (option.arity().max() > 0) {
      text(" ").italic(option.paramLabel());
    }
    line("");
  }

  private void description(ArgSpec argument) {
    paragraphs(argument.description());
  }

  private void paragraphs(String... lines) {
    for (String text : lines) {
      line(plain(text));
    }
  }

  private void exitCodes(Map<String, String> codes) {
    codes.forEach(
        (code, meaning) -> {
          macro("TP 4");
          text("exit ").bold(code).line("");
          line(plain(meaning));
        });
  }

  private void verbatim(String... lines) {
    if (lines.length > 0) {
      macro("PP");
      macro("nf");
      for (String text : lines) {
        line(plain(text));
      }
      macro("fi");
    }
  }

  /** Without picocli's markup. */
  private static String plain(String text) {
    return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
  }

  private void macro(String macro) {
    roff.append('.').append(macro).append('\n');
  }

  private ManPage bold(String text) {
    roff.append("\\fB").append(escaped(text)).append("\\fR");
    return this;
  }

  private ManPage italic(String text) {
    roff.append("\\fI").append(escaped(text)).append("\\fR");
    return this;
  }

  private ManPage text(String text) {
    roff.append(escaped(text));
    return this;
  }

  /** Text to the end of the line; empty lines would be breaks of paragraphs, and are left out. */
  private void line(String text) {
    boolean isAtStart = roff.isEmpty() || roff.charAt(roff.length() - 1) == '\n';
    for (String one : text.split("\n")) {
      if (one.isEmpty() && isAtStart) {
        continue;
      }
      boolean isMacro = isAtStart && (one.startsWith(".") || one.startsWith("'"));
      roff.append(isMacro ? "\\&" : "").append(escaped(one)).append('\n');
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("→", "\\(->")
        .replace("…", "...")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti");
  }
}
