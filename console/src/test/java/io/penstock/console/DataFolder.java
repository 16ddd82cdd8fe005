package io.penstock.console;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** A data directory as daemons leave it, and a configuration beside it. */
final class DataFolder {
  /** What time it is for its console. */
  static final long NOW_MS = 1_900_000_000_000L;

  /** When the daemons of the past lived. */
  static final long LONG_AGO_MS = 1;

  private final Path folder;
  final DataDirectory data;

  DataFolder(Path folder) {
    this.folder = folder;
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
  }

  /** Ingest that has received so many datagrams, and lives. */
  DataFolder ingest(long received) {
    return ingest(received, NOW_MS);
  }

  DataFolder ingest(long received, long heartbeatEpochMs) {
    try (CounterFile file = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      file.set(IngestCounter.NEXT_NUMBER, received);
      file.set(IngestCounter.RECEIVED_DATAGRAMS, received);
      file.set(IngestCounter.RECEIVED_BYTES, received * 100);
      file.set(IngestCounter.APPENDED_BYTES, received * 100);
      file.heartbeat(heartbeatEpochMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A reader that has sent everything up to a number, and lives. */
  DataFolder reader(String name, long position, ReaderState state) {
    return reader(name, position, state, NOW_MS);
  }

  DataFolder reader(String name, long position, ReaderState state, long heartbeatEpochMs) {
    try (ReaderFile file = ReaderFile.openWritable(data.readers(), name, 0)) {
      file.commit(position, 0, position, 0, 0, position, new Losses(0, 0, 0), 0, 0, 0);
      CounterFile counters = file.counters();
      counters.set(ReaderCounter.CURSOR_NUMBER, position);
      counters.set(ReaderCounter.CURSOR_BYTES, position * 100);
      counters.set(ReaderCounter.ACCEPTED_LINES, position);
      counters.set(ReaderCounter.ROUTED_LINES, position);
      counters.set(ReaderCounter.SCANNED_LINES, position);
      counters.set(ReaderCounter.STATE, state.ordinal());
      counters.heartbeat(heartbeatEpochMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Its console, which serves already. */
  Console console(String... lines) {
    Console console = Console.open(configuration(lines), () -> 0, () -> NOW_MS);
    console.start();
    return console;
  }

  /** A configuration for it, on a free port, with some more lines of section {@code [console]}. */
  Configuration configuration(String... console) {
    try {
      Path file = folder.resolve("penstock.ini");
      String lines = String.join("\n", console);
      String bind = lines.contains("bind = ") ? "" : "bind = 127.0.0.1:0\n";
      Files.writeString(
          file,
          "destinations = 127.0.0.1:9 127.0.0.1:10\ndata_dir = data\n[console]\n"
              + bind
              + lines
              + "\n");
      ConfigurationOptions options = new ConfigurationOptions();
      new CommandLine(new Flags(options)).parseArgs("-c", file.toString());
      return options.load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @CommandLine.Command
  private static final class Flags {
    @CommandLine.Mixin private final ConfigurationOptions options;

    Flags(ConfigurationOptions options) {
      this.options = options;
    }
  }
}
