package io.penstock.journal.chronicle;

import java.nio.file.Path;

/**
 * Readers' positions as Chronicle's own tools see them. A reader of ours looks here only when both
 * slots of its own file are damaged.
 */
public interface NamedPositions extends AutoCloseable {
  /** Keeps nothing: Chronicle's table cannot be used, or must not be written. */
  NamedPositions NONE =
      new NamedPositions() {
        @Override
        public boolean set(String name, long index) {
          return false;
        }

        @Override
        public void close() {
          // nothing is open
        }
      };

  /** Opens Chronicle's table to write them. */
  static NamedPositions open(Path metadataFile) {
    return TablePositions.open(metadataFile);
  }

  /** The index under a name, 0 without any; opens the table read-only, and only for this. */
  static long read(Path metadataFile, String name) {
    return TablePositions.read(metadataFile, name);
  }

  /** Sets the position under a name; false when it cannot be kept. */
  boolean set(String name, long index);

  @Override
  void close();
}
