package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A folder with a config.ini, an environment and a command line, to load a configuration from. */
final class Configured {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String[] flags = {};

  Configured(Path folder) {
    this.folder = folder;
  }

  Configured file(String... lines) {
    try {
      Files.writeString(folder.resolve("config.ini"), String.join("\n", lines));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Configured environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Configured flags(String... given) {
    flags = given;
    return this;
  }

  Configuration load() {
    return options().load(folder, environment);
  }

  ConfigurationOptions options() {
    ConfigurationOptions options = new ConfigurationOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", mixin(options)))
        .parseArgs(flags);
    return options;
  }

  private static CommandLine.Model.CommandSpec mixin(ConfigurationOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  List<String> faults() {
    return assertThrows(ConfigurationException.class, this::load).lines();
  }
}
