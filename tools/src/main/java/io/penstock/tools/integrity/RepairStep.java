package io.penstock.tools.integrity;

import java.nio.file.Path;
import java.util.OptionalLong;

/** One thing that a repair does. */
sealed interface RepairStep {
  /** What for, in a few words. */
  String reason();

  /** The file that it is about. */
  Path file();

  /**
   * A file is renamed and no longer read.
   *
   * @param file as it is called now
   * @param target as it is called then
   * @param reason the code of the finding, and its words
   */
  record SetAside(Path file, Path target, String reason) implements RepairStep {}

  /**
   * A new, empty {@code metadata.cq4t}.
   *
   * @param file to be made
   * @param reason why
   */
  record MakeMetadata(Path file, String reason) implements RepairStep {}

  /**
   * A reader's file is rebuilt.
   *
   * @param file of it
   * @param number its new position; empty when the worker starts it again
   * @param reason where that was found
   */
  record Rebuild(Path file, OptionalLong number, String reason) implements RepairStep {
    /** Its name. */
    String reader() {
      return file.getFileName().toString();
    }
  }
}
