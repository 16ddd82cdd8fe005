package io.penstock.os;

import java.io.IOException;

/**
 * A file system gave no room: passing trouble, to be counted and tried again.
 *
 * <p>Told by errno alone; what the system says in words depends on the locale.
 */
public final class NoRoomException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What there is too little of. */
  public enum Lack {
    /** Blocks for data. ENOSPC. */
    BLOCKS("the disk is full"),
    /** Inodes: there may be room for data, but not for another file. ENOSPC. */
    INODES("the disk has no inodes left"),
    /** The owner's share of the disk. EDQUOT. */
    QUOTA("the disk quota is used up"),
    /** What one file may hold: a limit of the process or of the file system. EFBIG. */
    FILE_SIZE("a file may not be larger"),
    /** File descriptors of the process or of the host. EMFILE, ENFILE. */
    DESCRIPTORS("no file descriptor is left");

    private final String words;

    Lack(String words) {
      this.words = words;
    }

    /** For a log or a message. */
    public String words() {
      return words;
    }
  }

  private final Lack lack;

  /** Says what there was too little of, and for which file. */
  public NoRoomException(Lack lack, String what) {
    super(what + ": " + lack.words());
    this.lack = lack;
  }

  /** What there was too little of. */
  public Lack lack() {
    return lack;
  }
}
