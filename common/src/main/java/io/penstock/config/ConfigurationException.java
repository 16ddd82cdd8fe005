package io.penstock.config;

import java.util.List;

/**
 * Everything that is wrong with the configuration, one line each.
 *
 * <p>The caller shows the lines and ends with {@link io.penstock.daemon.ExitCode#USAGE}; a retry
 * cannot help.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Holds the lines that the user is to see. */
  public ConfigurationException(List<String> lines) {
    super(String.join("\n", lines));
  }

  /** Holds a single fault. */
  public ConfigurationException(String line) {
    this(List.of(line));
  }

  /** The faults, in the order in which they were found. */
  public List<String> lines() {
    return getMessage().lines().toList();
  }
}
