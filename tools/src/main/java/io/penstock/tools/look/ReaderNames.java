package io.penstock.tools.look;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.screen.Escaped;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Readers by the names that people give them. */
public final class ReaderNames {
  private ReaderNames() {}

  /** What is said of a name that no reader has: which ones there are. */
  public static ProgramException none(String name, DataDirectory data) {
    String names = names(data).stream().map(Escaped::of).collect(Collectors.joining(", "));
    return new ProgramException(
        ExitCode.FAILED,
        "no such reader: "
            + Escaped.of(name)
            + "; "
            + (names.isEmpty()
                ? "no worker has run in " + data.root()
                : "known readers: " + names));
  }

  private static List<String> names(DataDirectory data) {
    try {
      return ReaderFile.list(data.readers()).stream()
          .map(file -> file.getFileName().toString())
          .toList();
    } catch (IOException noneAtAll) {
      return List.of();
    }
  }
}
