package io.penstock.journal.chronicle;

import io.penstock.journal.record.JournalException;
import java.nio.file.Path;

/**
 * Chronicle's list of the files: its own tools look there, our readers at the disk. Used by one
 * thread.
 */
public interface FileListing extends AutoCloseable {
  /** Says nothing: Chronicle's tools then see files that are gone. */
  FileListing NONE =
      new FileListing() {
        @Override
        public void beginsWith(int oldestCycle) {
          // there is no list
        }

        @Override
        public void close() {
          // nothing is open
        }
      };

  /** Opens it to write it; {@link #NONE} where there is no table that can be used. */
  static FileListing open(Path directory) {
    try {
      return MetadataFile.isInitialised(directory) ? TableListing.open(directory) : NONE;
    } catch (JournalException unusable) {
      return NONE;
    }
  }

  /** Says which file is the oldest now. */
  void beginsWith(int oldestCycle);

  @Override
  void close();
}
