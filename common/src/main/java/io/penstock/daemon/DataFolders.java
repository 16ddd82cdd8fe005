package io.penstock.daemon;

import io.penstock.config.ConfigurationException;
import io.penstock.config.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes the folders of a data directory, and refuses those that others could change.
 *
 * @param data what lies where
 */
public record DataFolders(DataDirectory data) {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-x---");

  /**
   * Creates missing folders, mode 0750, and checks existing ones.
   *
   * <p>A symbolic link, a folder that anyone may write and one that belongs to another user are
   * refused: another user could swap the files under a running daemon. Folders that exist keep
   * their mode.
   *
   * @throws ConfigurationException saying which folder, why, and what to do
   */
  public void create() {
    for (Path folder : data.folders()) {
      try {
        check(folder);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(MODE));
        }
      } catch (IOException | UnsupportedOperationException e) {
        throw new ConfigurationException(
            "data_dir: " + folder + ": cannot be created: " + reason(e));
      }
    }
  }

  /**
   * Checks the folders that are there as {@link #create} does, and makes none.
   *
   * @throws ConfigurationException saying which folder, why, and what to do
   */
  public void check() {
    for (Path folder : data.folders()) {
      try {
        check(folder);
      } catch (IOException | UnsupportedOperationException e) {
        throw new ConfigurationException(
            "data_dir: " + folder + ": cannot be accessed: " + reason(e));
      }
    }
  }

  private static void check(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      throw new ConfigurationException(
          "data_dir: "
              + folder
              + ": is a symbolic link; name the folder it leads to ("
              + Files.readSymbolicLink(folder)
              + ") instead");
    }
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConfigurationException("data_dir: " + folder + ": is not a folder");
    }
    if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new ConfigurationException(
          "data_dir: " + folder + ": is writable by everybody; run: chmod o-w " + folder);
    }
    int owner = (Integer) Files.getAttribute(folder, "unix:uid");
    int self = user();
    if (owner != self) {
      throw new ConfigurationException(
          "data_dir: "
              + folder
              + ": belongs to "
              + Files.getOwner(folder).getName()
              + "; run as that user, or run: chown -R "
              + self
              + " "
              + folder);
    }
  }

  /**
   * As whom this thread makes files: of the real, effective, saved and file system user the last.
   */
  private static int user() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith("Uid:")) {
        return Integer.parseUnsignedInt(line.split("\\s+")[4]);
      }
    }
    throw new IOException("/proc/self/status does not say who this process is");
  }

  private static String reason(Exception e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.NoSuchFileException _ -> "the file system does not allow it";
      case java.nio.file.FileSystemException told when told.getReason() != null -> told.getReason();
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
