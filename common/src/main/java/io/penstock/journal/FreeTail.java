package io.penstock.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Gives the allocated blocks of a part of a file back to the file system. */
@FunctionalInterface
public interface FreeTail {
  /** Keeps the blocks: for file systems that cannot punch holes. */
  FreeTail KEEP = (file, offset, length) -> {};

  /**
   * Frees the blocks; the part reads as zeros afterwards and the file's size stays.
   *
   * @throws IOException when the file system refuses; the blocks are then merely wasted
   */
  void free(Path file, long offset, long length) throws IOException;
}
