package io.penstock.tools.integrity;

import io.penstock.config.DataDirectory;
import io.penstock.crash.CrashPoint;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalRepair;
import io.penstock.journal.ReaderFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.CloseHelper;

/**
 * Does what a plan says, with every lock held: no daemon can start meanwhile.
 *
 * <p>Only renames, each by itself whole or not at all: a kill in between leaves a directory for
 * which the next plan says what is left to do.
 */
final class Repair implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";

  private final DataDirectory data;
  private final List<NamedLock> locks = new ArrayList<>();

  private Repair(DataDirectory data) {
    this.data = data;
  }

  /**
   * Takes the lock of ingest and of every reader that there is.
   *
   * @throws ProgramException when a daemon holds one of them
   */
  static Repair begin(DataDirectory data) throws IOException {
    Repair repair = new Repair(data);
    try {
      for (String role : repair.roles()) {
        repair.locks.add(NamedLock.acquire(data, role, "penstock repair"));
      }
      return repair;
    } catch (IOException | RuntimeException e) {
      repair.close();
      throw e;
    }
  }

  private Set<String> roles() throws IOException {
    Set<String> roles = new TreeSet<>(Set.of("ingest"));
    if (Files.isDirectory(data.readers())) {
      ReaderFile.list(data.readers()).forEach(file -> roles.add(file.getFileName().toString()));
    }
    Files.createDirectories(data.locks());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(data.locks(), "*" + LOCK_SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          roles.add(name.substring(0, name.length() - LOCK_SUFFIX.length()));
        }
      }
    }
    return roles;
  }

  /**
   * Does it.
   *
   * @throws ProgramException when the file system refuses; what was done until then stays
   */
  void apply(RepairPlan plan) {
    for (RepairStep step : plan.steps()) {
      try {
        switch (step) {
          case RepairStep.SetAside aside -> setAside(aside);
          case RepairStep.MakeMetadata _ -> JournalRepair.makeMetadata(data.journal());
          case RepairStep.Rebuild rebuild -> rebuild(rebuild);
        }
      } catch (IOException e) {
        throw new ProgramException(
            ExitCode.FAILED, "not done, and nothing after it: " + step + ": " + e.getMessage(), e);
      }
    }
  }

  /** Nobody else is here, so looking before moving is enough not to overwrite anything. */
  private static void setAside(RepairStep.SetAside step) throws IOException {
    if (Files.exists(step.target(), LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(step.target().toString());
    }
    Files.move(step.file(), step.target());
    CrashPoint.AFTER_SET_ASIDE.pass();
  }

  private void rebuild(RepairStep.Rebuild step) throws IOException {
    if (step.number().isPresent()) {
      ReaderFile.openWritable(data.readers(), step.reader(), step.number().getAsLong()).close();
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(locks);
  }
}
