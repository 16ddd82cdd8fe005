package io.penstock.tools.help;

/** Text in roff, for man(7). */
final class Roff {
  private final StringBuilder roff = new StringBuilder();

  void macro(String macro) {
    roff.append('.').append(macro).append('\n');
  }

  Roff bold(String text) {
    roff.append("\\fB").append(escaped(text)).append("\\fR");
    return this;
  }

  Roff italic(String text) {
    roff.append("\\fI").append(escaped(text)).append("\\fR");
    return this;
  }

  Roff text(String text) {
    roff.append(escaped(text));
    return this;
  }

  /** Text to the end of the line; empty lines would be breaks of paragraphs, and are left out. */
  void line(String text) {
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

  @Override
  public String toString() {
    return roff.toString();
  }
}
