package io.penstock.tools.screen;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file that appears whole or not at all: written beside itself and renamed.
 *
 * <p>A rename replaces whatever has the name, so what is there and is no plain file, a device, a
 * pipe, a folder, is refused. A symbolic link stays, and what it leads to is replaced. What
 * replaces a file has its mode, and its owner where the process may give that.
 */
public final class WholeFile implements AutoCloseable {
  private final Path file;
  private final Path part;
  private final OutputStream out;
  private boolean isDone;

  private WholeFile(Path file, Path part, OutputStream out) {
    this.file = file;
    this.part = part;
    this.out = out;
  }

  /**
   * Begins to write a file.
   *
   * @throws ProgramException when something else than a plain file has its name
   * @throws IOException when it cannot be made
   */
  public static WholeFile begin(Path named) throws IOException {
    Path file = Files.exists(named) ? named.toRealPath() : named;
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
      throw new ProgramException(
          ExitCode.FAILED, named + " is not a regular file and would be replaced by one; refused");
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new WholeFile(file, part, out);
  }

  /** Writes a file in one. */
  public static void write(Path named, byte[] content) throws IOException {
    try (WholeFile whole = begin(named)) {
      whole.out().write(content);
      whole.finish();
    }
  }

  /** Where its content goes; closed by {@link #finish}. */
  public OutputStream out() {
    return out;
  }

  /** Lets it appear under its name. */
  public void finish() throws IOException {
    out.close();
    if (Files.exists(file)) {
      keepOwner();
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    isDone = true;
  }

  private void keepOwner() throws IOException {
    PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(part, PosixFileAttributeView.class);
    try {
      view.setGroup(before.group());
      view.setOwner(before.owner());
    } catch (IOException mayNot) {
      // then it is ours, like any new file
    }
    view.setPermissions(before.permissions());
  }

  /** Takes away what was not finished. */
  @Override
  public void close() throws IOException {
    if (!isDone) {
      out.close();
      Files.deleteIfExists(part);
    }
  }
}
