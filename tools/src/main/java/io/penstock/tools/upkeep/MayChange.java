package io.penstock.tools.upkeep;

import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.os.ActingAs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this user may change files, and as whom. */
final class MayChange {
  private MayChange() {}

  /**
   * Says clearly when this user may not. What root makes until the scope is closed belongs to the
   * owner of the data directory, so that the daemons can open it.
   *
   * @param folders in which files are changed
   * @throws ProgramException when one cannot be written, naming who could
   */
  static ActingAs filesOf(DataDirectory data, Path... folders) throws IOException {
    for (Path folder : folders) {
      if (!Files.isWritable(folder)) {
        throw new ProgramException(
            ExitCode.FAILED,
            folder
                + ": user "
                + System.getProperty("user.name")
                + " may not change files there; run this as "
                + ownerOf(folder));
      }
    }
    return ActingAs.ownerOf(data.root());
  }

  private static String ownerOf(Path folder) {
    try {
      String owner = Files.getOwner(folder).getName();
      return owner + " (sudo -u " + owner + " …)";
    } catch (IOException unknown) {
      return "the user that runs the daemons";
    }
  }
}
