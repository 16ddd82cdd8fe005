package io.penstock.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The folder that holds everything Penstock keeps, and what lies where in it.
 *
 * @param root absolute path
 */
public record DataDirectory(Path root) {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-x---");

  /** Makes the path absolute. */
  public DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** The roll files. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** Counter files of what is no reader. */
  public Path counters() {
    return root.resolve("counters");
  }

  /** What ingest counts. */
  public Path ingestCounters() {
    return counters().resolve("ingest");
  }

  /** What the last receive of ingest took. */
  public Path ingestReceives() {
    return counters().resolve("ingest-receives");
  }

  /** What was audited of roll files, also of those that are deleted. */
  public Path auditLedger() {
    return counters().resolve("audit");
  }

  /** One file a reader: its position and counters. */
  public Path readers() {
    return root.resolve("readers");
  }

  /** Locks, and beside each a note who holds it. */
  public Path locks() {
    return root.resolve("locks");
  }

  /** The file to lock for that role, {@code ingest} or {@code shard-N}; nothing else opens it. */
  public Path lock(String role) {
    return locks().resolve(role + ".lock");
  }

  /** The note that says who holds the lock of that role. */
  public Path holder(String role) {
    return locks().resolve(role + ".holder");
  }

  /**
   * Makes whatever folder is missing, mode 0750, and checks those that are there.
   *
   * <p>A symbolic link, a folder that anybody may write and one that belongs to somebody else are
   * refused: someone else could swap the files under a running daemon. Folders that exist keep
   * their mode.
   *
   * @throws ConfigurationException saying which folder, why, and what to do
   */
  public void create() {
    for (Path folder : folders()) {
      try {
        check(folder);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(MODE));
        }
      } catch (IOException | UnsupportedOperationException e) {
        throw new ConfigurationException("data_dir: " + folder + ": cannot be made: " + reason(e));
      }
    }
  }

  /**
   * Checks the folders that are there as {@link #create} does, and makes none.
   *
   * @throws ConfigurationException saying which folder, why, and what to do
   */
  public void check() {
    for (Path folder : folders()) {
      try {
        check(folder);
      } catch (IOException | UnsupportedOperationException e) {
        throw new ConfigurationException(
            "data_dir: " + folder + ": cannot be looked at: " + reason(e));
      }
    }
  }

  private List<Path> folders() {
    return List.of(root, journal(), counters(), readers(), locks());
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
          "data_dir: " + folder + ": anybody may write there; run: chmod o-w " + folder);
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
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
