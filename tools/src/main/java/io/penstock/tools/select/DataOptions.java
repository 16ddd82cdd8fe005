package io.penstock.tools.select;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationException;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the data lies, as a picocli mixin: by the configuration, or by {@code --data-dir}. */
public final class DataOptions {
  @Mixin private ConfigurationOptions options;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory; no configuration is needed then.")
  private Path dataDirectory;

  /** Made by picocli. */
  public DataOptions() {}

  /**
   * The data directory, which may not be there.
   *
   * @throws ConfigurationException when the configuration is needed and wrong
   */
  public DataDirectory data() {
    return dataDirectory == null
        ? loaded().dataDirectory()
        : new DataDirectory(ConfigurationOptions.base().resolve(dataDirectory));
  }

  /** The configuration; its faults name the option that needs none. */
  private Configuration loaded() {
    try {
      return options.load();
    } catch (ConfigurationException e) {
      List<String> lines = new ArrayList<>(e.lines());
      lines.add("--data-dir DIR needs no configuration.");
      throw new ConfigurationException(lines);
    }
  }

  /**
   * The same, when it is there.
   *
   * @throws ProgramException when it is not
   */
  public static DataDirectory existing(DataDirectory data) {
    if (!Files.isDirectory(data.root())) {
      throw new ProgramException(
          ExitCode.FAILED,
          // Not the opposite of exists: both are false where one may not look.
          Files.notExists(data.root())
              ? data.root() + ": no such folder; has ingest run here? (--data-dir names another)"
              : data.root() + ": no folder, or not yours to look into");
    }
    return data;
  }

  /** The configuration; empty when there is none and {@code --data-dir} replaces it. */
  public Optional<Configuration> configuration() {
    if (dataDirectory == null) {
      return Optional.of(loaded());
    }
    try {
      return Optional.of(options.load());
    } catch (ConfigurationException _) {
      return Optional.empty();
    }
  }

  /**
   * Opens the journal to read it.
   *
   * @throws ProgramException when there is none, or it cannot be read
   */
  public JournalReader openJournal() {
    Path journal = data().journal();
    // Not the opposite of notExists: both are false where one may not look.
    if (!Files.isDirectory(journal) && !Files.notExists(journal)) {
      throw new ProgramException(
          ExitCode.FAILED, journal + ": permission denied; run as its owner, or join its group");
    }
    if (!Files.isDirectory(journal) || !JournalReader.exists(journal)) {
      throw new ProgramException(
          ExitCode.FAILED,
          journal
              + ": no journal there that can be read; has ingest run here? (--data-dir names"
              + " another)");
    }
    try {
      return JournalReader.open(JournalOptions.of(journal), Access.READ_ONLY);
    } catch (JournalException e) {
      throw new ProgramException(ExitCode.BROKEN_PROMISE, e.getMessage(), e);
    }
  }

  /** The same options again, with nothing that depends on where the process was started. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>(options.arguments());
    if (!arguments.contains("-c")) {
      configuration()
          .flatMap(Configuration::file)
          .ifPresent(file -> arguments.addAll(List.of("-c", file.toString())));
    }
    arguments.addAll(List.of("--data-dir", data().root().toString()));
    return arguments;
  }
}
