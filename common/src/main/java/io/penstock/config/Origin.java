package io.penstock.config;

/**
 * Where a value came from.
 *
 * @param source which of the four layers
 * @param name the file as it was named, the environment variable, or the flag; empty for a default
 * @param line line of the file, 0 when not known or no file
 */
public record Origin(Source source, String name, int line) {
  /** The layers, weakest first. */
  public enum Source {
    /** The built-in default. */
    DEFAULT,
    /** {@code config.ini}. */
    FILE,
    /** An environment variable. */
    ENVIRONMENT,
    /** A flag on the command line. */
    FLAG
  }

  static final Origin BUILT_IN = new Origin(Source.DEFAULT, "", 0);

  static Origin file(String name, int line) {
    return new Origin(Source.FILE, name, line);
  }

  static Origin environment(String name) {
    return new Origin(Source.ENVIRONMENT, name, 0);
  }

  static Origin flag(String name) {
    return new Origin(Source.FLAG, name, 0);
  }

  /** The origin in a few words: {@code config.ini:12}, {@code environment THREADS}. */
  public String description() {
    return switch (source) {
      case DEFAULT -> "default";
      case FILE -> line > 0 ? name + ":" + line : name;
      case ENVIRONMENT -> "environment " + name;
      case FLAG -> "flag " + name;
    };
  }

  /** What a fault in that key, found here, begins with. */
  String blame(String section, String name) {
    return switch (source) {
      case FILE -> description() + ": " + inSection(section) + name + ": ";
      case ENVIRONMENT -> description() + ": ";
      case FLAG -> this.name + ": ";
      case DEFAULT -> "default of " + inSection(section) + name + ": ";
    };
  }

  private static String inSection(String section) {
    return section.isEmpty() ? "" : "[" + section + "] ";
  }
}
