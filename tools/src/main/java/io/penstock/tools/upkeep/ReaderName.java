package io.penstock.tools.upkeep;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalReader;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderNames;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.select.DataOptions;
import java.util.List;

/** A reader's name from the command line: that of a file, so not every text is one. */
final class ReaderName {
  private ReaderName() {}

  /**
   * Refuses what is no name.
   *
   * @throws ProgramException for the user
   */
  static void check(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new ProgramException(
          ExitCode.USAGE, "'" + Escaped.of(name) + "' is no reader; penstock readers lists them");
    }
  }

  /**
   * The reader of that name.
   *
   * @throws ProgramException when there is none or its file cannot be read
   */
  static Standing require(
      String name, DataDirectory data, DataOptions options, JournalReader journal) {
    check(name);
    Look look = Look.at(data);
    List<Standing> all = Standing.all(data, look, options.configuration(), journal);
    return all.stream()
        .filter(reader -> reader.name().equals(name))
        .findFirst()
        .orElseThrow(() -> none(name, look, data));
  }

  private static ProgramException none(String name, Look look, DataDirectory data) {
    for (String fault : look.faults()) {
      if (fault.contains("/" + name + ":") || fault.contains("/" + name + " ")) {
        return new ProgramException(ExitCode.FAILED, Escaped.of(fault));
      }
    }
    return ReaderNames.none(name, data);
  }
}
