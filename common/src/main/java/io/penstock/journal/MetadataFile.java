package io.penstock.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Chronicle's {@code metadata.cq4t}: made with real blocks, and moved away when it is torn. */
final class MetadataFile {
  /** What Chronicle maps of it: a chunk of 64 KiB and as much again. */
  private static final int BYTES = 128 << 10;

  private MetadataFile() {}

  static Path in(Path directory) {
    return directory.resolve("metadata.cq4t");
  }

  /** Whether there is one that a writer has finished. */
  static boolean isInitialised(Path directory) {
    Path file = in(directory);
    return Files.isRegularFile(file) && RollFileScan.hasHeader(file);
  }

  /** Makes the directory ready for a writer; the caller is the only one. */
  static void prepare(Path directory) {
    Path file = in(directory);
    try {
      Files.createDirectories(directory);
      if (Files.exists(file) && firstWord(file) == ChronicleFormat.UNFINISHED) {
        Files.move(file, directory.resolve("metadata.cq4t.torn-" + System.currentTimeMillis()));
      }
      if (!Files.exists(file)) {
        create(file);
      }
    } catch (IOException e) {
      throw new JournalException(file + " cannot be made", e);
    }
    if (isInitialised(directory)) {
      ChronicleQueues.releaseWriteLock(file);
    }
  }

  private static int firstWord(Path file) {
    try (RollFileScan scan = RollFileScan.open(file)) {
      return scan.intAt(0);
    }
  }

  private static void create(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    ByteBuffer zeros = ByteBuffer.allocate(BYTES);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
    Files.move(draft, file);
  }
}
