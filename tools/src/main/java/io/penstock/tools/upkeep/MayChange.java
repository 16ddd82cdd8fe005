package io.penstock.tools.upkeep;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Whether this user may change files, and whose a new file is to be. */
final class MayChange {
  private MayChange() {}

  /**
   * Says clearly when this user may not.
   *
   * @throws ProgramException when the folder cannot be written, naming who could
   */
  static void files(Path folder) {
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

  private static String ownerOf(Path folder) {
    try {
      String owner = Files.getOwner(folder).getName();
      return owner + " (sudo -u " + owner + " …)";
    } catch (IOException unknown) {
      return "the user that runs the daemons";
    }
  }

  /** Gives a new file the owner, group and mode of the one that it replaces, as root must. */
  static void keepOwner(Path file, Path replaced) throws IOException {
    PosixFileAttributes like = Files.readAttributes(replaced, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributes is = view.readAttributes();
    if (!is.owner().equals(like.owner())) {
      view.setOwner(like.owner());
    }
    if (!is.group().equals(like.group())) {
      view.setGroup(like.group());
    }
    view.setPermissions(like.permissions());
  }
}
