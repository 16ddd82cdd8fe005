package io.penstock.tools.integrity;

import io.penstock.config.DataDirectory;
import io.penstock.crash.CrashPoint;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.NamedLock;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalRepair;
import io.penstock.os.ActingAs;
import io.penstock.os.ExclusiveLock;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.CloseHelper;

/**
 * Does what a plan says, with the locks of all whom it concerns: a reader's, for what is that
 * reader's alone; ingest's and every reader's for the rest. So a damaged reader is mended while the
 * others flow.
 *
 * <p>Only renames, each by itself whole or not at all: a kill in between leaves a directory for
 * which the next plan says what is left to do. What root makes belongs to the owner of the
 * directory.
 */
final class Repair implements AutoCloseable {
  private static final String LOCK_SUFFIX = ".lock";
  private static final String INGEST = "ingest";

  private final DataDirectory data;
  private final ReaderFiles readerFiles;
  private final ActingAs acting;
  private final Map<String, NamedLock> locks = new TreeMap<>();

  private Repair(DataDirectory data, ActingAs acting) {
    this.data = data;
    this.readerFiles = new ReaderFiles(data);
    this.acting = acting;
  }

  /** Prepares to repair; takes no lock yet. */
  static Repair of(DataDirectory data) throws IOException {
    return new Repair(data, ActingAs.ownerOf(data.root()));
  }

  /**
   * Moves out of the way what lies where a lock belongs and cannot be one; then takes the locks of
   * all whom a plan concerns.
   *
   * @throws ProgramException when a daemon holds one of them
   */
  void begin(RepairPlan plan) throws IOException {
    Files.createDirectories(data.locks());
    for (RepairStep step : plan.steps()) {
      if (isLock(step) && !canBeLocked(step.file())) {
        perform(step);
      }
    }
    for (String role : roles(plan)) {
      locks.put(role, NamedLock.acquire(data, role, "penstock repair"));
    }
  }

  private boolean isLock(RepairStep step) {
    return step.file().getParent().equals(data.locks());
  }

  /** A link may lead to a file that a daemon has locked; a folder is not a lock. */
  private static boolean canBeLocked(Path lock) {
    try {
      ExclusiveLock.tryLock(lock).ifPresent(ExclusiveLock::close);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Set<String> roles(RepairPlan plan) throws IOException {
    Set<String> roles = new TreeSet<>();
    for (RepairStep step : plan.steps()) {
      Path folder = step.file().getParent();
      String name = step.file().getFileName().toString();
      if (folder.equals(data.readers())) {
        roles.add(name.substring(0, (name + '.').indexOf('.')));
      } else if (folder.equals(data.locks())) {
        roles.add(name.substring(0, name.length() - LOCK_SUFFIX.length()));
      } else {
        roles.addAll(allRoles());
      }
    }
    return roles;
  }

  private Set<String> allRoles() throws IOException {
    Set<String> roles = new TreeSet<>(Set.of(INGEST));
    if (Files.isDirectory(data.readers())) {
      ReaderFile.list(data.readers()).forEach(file -> roles.add(file.getFileName().toString()));
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(data.locks(), "*" + LOCK_SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        roles.add(name.substring(0, name.length() - LOCK_SUFFIX.length()));
      }
    }
    return roles;
  }

  /**
   * Does it.
   *
   * @param plan made since the locks are held
   * @throws ProgramException when the file system refuses; what is not done stays as it was
   */
  void apply(RepairPlan plan) throws IOException {
    if (!locks.keySet().containsAll(roles(plan))) {
      throw new ProgramException(
          ExitCode.FAILED, "more was damaged meanwhile; nothing more was done, run it again");
    }
    plan.steps().forEach(this::perform);
  }

  private void perform(RepairStep step) {
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

  /**
   * No other process writes here, so checking before the move is enough not to overwrite anything.
   */
  private static void setAside(RepairStep.SetAside step) throws IOException {
    if (Files.exists(step.target(), LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(step.target().toString());
    }
    Files.move(step.file(), step.target());
    CrashPoint.AFTER_SET_ASIDE.pass();
  }

  private void rebuild(RepairStep.Rebuild step) throws IOException {
    if (step.number().isPresent()) {
      Path setAside = JournalRepair.newestSetAside(data.readers(), step.reader());
      readerFiles.rebuild(step.reader(), step.number().getAsLong(), setAside);
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(locks.values());
    acting.close();
  }
}
