package io.penstock.tools.doctor;

import io.penstock.net.HostFiles;
import io.penstock.tools.look.JournalLook;
import io.penstock.tools.screen.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the journal lies, and how much room it has. */
final class Disk {
  private static final Set<String> NETWORK = Set.of("nfs", "cifs", "9p", "ceph", "fuse");

  /** Below this share of the disk it is time to look after it. */
  private static final double FREE_SHARE_MIN = 0.05;

  private static final long FREE_BYTES_MIN = 1L << 30;

  private Disk() {}

  static List<Finding> kind(Patient patient) throws IOException {
    Path root = patient.data().root();
    String kind = HostFiles.fileSystemType(root);
    if (NETWORK.contains(kind)) {
      return List.of(
          Finding.error(
              "file system",
              root
                  + " lies on "
                  + kind
                  + ". Locks and mapped files between processes cannot be relied on there.",
              "Move data_dir to a local disk (ext4, xfs)."));
    }
    if (kind.equals("tmpfs")) {
      return List.of(
          Finding.warning(
              "file system",
              root + " lies on tmpfs: the journal is memory, and a reboot empties it.",
              "Move data_dir to a disk, unless that is what you want."));
    }
    if (kind.equals("overlay")) {
      return List.of(
          Finding.warning(
              "file system",
              root + " lies on overlay, the layer of a container: it ends with the container.",
              "Mount a volume at data_dir."));
    }
    return List.of(Finding.fine("file system", kind));
  }

  static List<Finding> space(Patient patient) {
    JournalLook journal = patient.look().journal();
    if (journal.freeBytes() < 0) {
      return List.of();
    }
    String text =
        Amounts.bytes(journal.freeBytes())
            + " free of "
            + Amounts.bytes(journal.diskBytes())
            + "; the journal takes "
            + Amounts.bytes(journal.allocatedBytes())
            + " in "
            + journal.rollFiles()
            + (journal.rollFiles() == 1 ? " file" : " files");
    if (journal.freeBytes() < FREE_BYTES_MIN) {
      return List.of(
          Finding.error(
              "disk space", text + ". Ingest refuses and counts what it cannot keep.", ROOM));
    }
    return List.of(
        journal.freeBytes() < FREE_SHARE_MIN * journal.diskBytes()
            ? Finding.warning("disk space", text + ".", ROOM)
            : Finding.fine("disk space", text));
  }

  private static final String ROOM = "Make room on that disk, or move data_dir to a larger one.";

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
                "anybody may write to " + folder + "; the daemons refuse to start with it.",
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
