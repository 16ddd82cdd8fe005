package io.penstock.daemon;

import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Whether a file system can keep what the journal promises.
 *
 * <p>The journal needs two things: that blocks once allocated can be overwritten whatever the disk
 * holds, and that what one process stores into a mapping another process reads.
 *
 * @param type its usual name, {@code ext4}
 * @param verdict what that means
 * @param reason why, in words for the operator; empty when it is sound
 */
public record FilesystemFitness(String type, Verdict verdict, String reason) {

  /** How far the promises hold. */
  public enum Verdict {
    /** All of them. */
    SOUND,
    /** All but one, which {@link #reason} names. */
    WEAKER,
    /** Not even between processes that run. */
    UNFIT
  }

  private static final String MOVE = "; let data_dir lie on a local ext4, xfs or tmpfs";

  /** Asks for the file system under a folder or file that exists. */
  public static FilesystemFitness of(Path path) throws IOException {
    return ofType(HostFiles.fileSystemType(path));
  }

  /** What is to be thought of a type, as {@link HostFiles#fileSystemType} names it. */
  public static FilesystemFitness ofType(String type) {
    return switch (type) {
      case "ext4", "xfs", "tmpfs", "f2fs", "jfs", "reiserfs", "ramfs" ->
          new FilesystemFitness(type, Verdict.SOUND, "");
      case "btrfs", "zfs", "bcachefs", "nilfs2" ->
          new FilesystemFitness(
              type,
              Verdict.WEAKER,
              "it writes every change to a new place, so a full disk can end ingest in the middle"
                  + " of a record instead of being refused and counted; give it a quota or a disk"
                  + " of its own, or let data_dir lie on a local ext4 or xfs");
      case "overlay" ->
          new FilesystemFitness(
              type,
              Verdict.WEAKER,
              "the data is in the layer of a container and is deleted with it; mount a volume there");
      case "nfs", "cifs", "ceph", "9p", "lustre", "afs", "gfs2", "ocfs2", "vboxsf" ->
          new FilesystemFitness(
              type,
              Verdict.UNFIT,
              "a network file system does not show one process at once what another has written"
                  + " into a mapped file, and a lock there may not exclude other processes"
                  + MOVE);
      case "fuse" ->
          new FilesystemFitness(
              type,
              Verdict.UNFIT,
              "behind fuse there may be a network or a program without shared mappings" + MOVE);
      default ->
          new FilesystemFitness(
              type, Verdict.WEAKER, "it is not known here; nothing was tested on it" + MOVE);
    };
  }
}
