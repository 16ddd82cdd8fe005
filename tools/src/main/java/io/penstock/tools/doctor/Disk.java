package io.penstock.tools.doctor;

import io.penstock.amounts.Amounts;
import io.penstock.config.RetentionSettings;
import io.penstock.daemon.FilesystemFitness;
import io.penstock.os.HostFiles;
import io.penstock.tools.look.JournalLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Where the journal lies, and how much room it has. */
final class Disk {
  private static final String ROOM =
      "Make room on that disk, lower [journal] max_bytes, or move data_dir to a larger one.";

  private Disk() {}

  static List<Finding> kind(Patient patient) throws IOException {
    Path root = patient.data().root();
    FilesystemFitness fitness = FilesystemFitness.of(root);
    if (fitness.type().equals("tmpfs")) {
      return List.of(
          Finding.warning(
              "file system",
              root + " lies on tmpfs: the journal is memory, and a reboot empties it.",
              "Move data_dir to a disk, unless that is what you want."));
    }
    String text = root + " lies on " + fitness.type() + ".";
    String why = "Because " + fitness.reason() + ".";
    return List.of(
        switch (fitness.verdict()) {
          case SOUND -> Finding.fine("file system", fitness.type());
          case WEAKER -> Finding.warning("file system", text, why);
          case UNFIT -> Finding.error("file system", text, why);
        });
  }

  /** Held against the watermarks, and against what the journal may still grow by. */
  static List<Finding> space(Patient patient) {
    JournalLook journal = patient.look().journal();
    if (journal.freeBytes() < 0 || patient.configuration().isEmpty()) {
      return List.of();
    }
    RetentionSettings limits = patient.configuration().get().journal().retention();
    long soft = limits.freeSoft().of(journal.diskBytes());
    long hard = limits.freeHard().of(journal.diskBytes());
    boolean isLimited = limits.maxBytes() != Long.MAX_VALUE;
    String text =
        Amounts.bytes(journal.freeBytes())
            + " free of "
            + Amounts.bytes(journal.diskBytes())
            + "; the journal takes "
            + Amounts.bytes(journal.allocatedBytes())
            + (isLimited ? " of " + Amounts.bytes(limits.maxBytes()) + " (max_bytes)" : "")
            + " in "
            + journal.rollFiles()
            + (journal.rollFiles() == 1 ? " file" : " files");
    if (journal.freeBytes() < hard) {
      return List.of(
          Finding.error(
              "disk space",
              text
                  + ". Less than free_hard ("
                  + Amounts.bytes(hard)
                  + ") is left: ingest refuses and counts what it cannot keep.",
              ROOM));
    }
    if (journal.freeBytes() < soft) {
      return List.of(
          Finding.error(
              "disk space",
              text
                  + ". Less than free_soft ("
                  + Amounts.bytes(soft)
                  + ") is left: the oldest files go, read or not.",
              ROOM));
    }
    long growth = isLimited ? Math.max(0, limits.maxBytes() - journal.allocatedBytes()) : 0;
    if (growth > journal.freeBytes() - soft) {
      return List.of(
          Finding.warning(
              "disk space",
              text
                  + ". It may grow by "
                  + Amounts.bytes(growth)
                  + " and there are "
                  + Amounts.bytes(journal.freeBytes() - soft)
                  + " above free_soft: a long outage will be cut short by the disk.",
              ROOM));
    }
    return List.of(Finding.fine("disk space", text));
  }

  /** Each roll file takes one; nothing is said where there are some. */
  static List<Finding> inodes(Patient patient) {
    Path root = patient.data().root();
    return HostFiles.hasInodes(root)
        ? List.of()
        : List.of(
            Finding.error(
                "inodes",
                "the file system of "
                    + root
                    + " has no inodes left (df -i): ingest can begin no further file, and refuses"
                    + " and counts what the newest cannot hold, however many bytes are free.",
                "Delete small files on that file system, or move data_dir to another."));
  }

  static List<Finding> permissions(Patient patient) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Path root = patient.data().root();
    for (Path folder :
        List.of(
            root,
            patient.data().journal(),
            patient.data().readers(),
            patient.data().counters(),
            patient.data().locks())) {
      if (!Files.exists(folder)) {
        continue;
      }
      if (Files.isSymbolicLink(folder)) {
        findings.add(
            Finding.error(
                "data directory",
                folder + " is a symbolic link; the daemons refuse to start with it.",
                "Name the folder it leads to in data_dir: " + Files.readSymbolicLink(folder)));
      } else if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
        findings.add(
            Finding.error(
                "data directory",
                "any user may write to " + folder + "; the daemons refuse to start with it.",
                "chmod o-w " + folder));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.fine(
              "data directory",
              root
                  + ", mode "
                  + PosixFilePermissions.toString(Files.getPosixFilePermissions(root))
                  + ", owner "
                  + Files.getOwner(root).getName()));
    }
    return findings;
  }
}
