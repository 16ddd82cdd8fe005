package io.penstock.journal.chronicle;

import io.penstock.journal.record.JournalException;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.os.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Chronicle's {@code metadata.cq4t}: made with real blocks, and moved away when it is torn. */
public final class MetadataFile {
  /** What Chronicle maps of it: a chunk of 64 KiB and as much again. */
  private static final int BYTES = 128 << 10;

  /** What Chronicle and we cannot do without. */
  private static final List<String> NAMES =
      List.of(
          "STStore",
          "wireType",
          "WireType",
          "BINARY_LIGHT",
          "metadata",
          "SCQMeta",
          "SCQSRoll",
          "length",
          "format",
          "epoch",
          "sourceId",
          ChronicleFormat.FILE_NAME,
          "listing.highestCycle",
          "listing.lowestCycle",
          "listing.modCount",
          "chronicle.write.lock");

  private MetadataFile() {}

  public static Path in(Path directory) {
    return directory.resolve("metadata.cq4t");
  }

  /** Whether there is one that a writer has finished. */
  public static boolean isInitialised(Path directory) {
    Path file = in(directory);
    return Files.isRegularFile(file) && RollFile.hasHeader(file);
  }

  /**
   * What is wrong with it, going by its bytes alone; empty when a daemon can open it.
   *
   * <p>It is a chain of small documents: a header, then a value each under a name.
   */
  public static Optional<String> fault(Path directory) {
    Path file = in(directory);
    if (!Files.isRegularFile(file)) {
      return Optional.of("it is not there");
    }
    try (RollFile rollFile = RollFile.open(file)) {
      if (rollFile.intAt(0) == 0 && rollFile.endOfContent(0) == 0) {
        return rollFile.size() == BYTES ? Optional.empty() : Optional.of("it is empty");
      }
      return ChronicleFormat.isOwn(rollFile.intAt(0))
          ? chainFault(rollFile)
          : Optional.of("no header");
    } catch (JournalException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> chainFault(RollFile rollFile) {
    ByteBuffer content = ByteBuffer.allocate(BYTES);
    int length = rollFile.read(content, 0);
    String text = new String(content.array(), 0, length, StandardCharsets.ISO_8859_1);
    for (String name : NAMES) {
      if (!text.contains(name)) {
        return Optional.of(name + " is not in it");
      }
    }
    long at = 0;
    for (int header = rollFile.intAt(at); header != 0; header = rollFile.intAt(at)) {
      long next = ChronicleFormat.after(at, header);
      boolean isDocument =
          at == 0 ? ChronicleFormat.isOwn(header) : ChronicleFormat.isRecord(header);
      if (!isDocument || next > length) {
        return Optional.of("its chain is broken at " + at);
      }
      at = next;
    }
    return Optional.empty();
  }

  /**
   * Makes the directory ready for a writer; the caller is the only one. A table that no daemon
   * could open is moved away: it holds nothing that is not known better elsewhere.
   */
  public static void prepare(Path directory) {
    Path file = in(directory);
    try {
      Files.createDirectories(directory);
      if (Files.exists(file) && fault(directory).isPresent()) {
        Files.move(file, directory.resolve("metadata.cq4t.torn-" + System.currentTimeMillis()));
      }
      if (Files.exists(file)) {
        HostFiles.fillHoles(file, BYTES); // a store into a hole on a full disk is a fault
      } else {
        create(file);
      }
    } catch (IOException e) {
      throw new JournalException(file + " cannot be made", e);
    }
    if (isInitialised(directory)) {
      ChronicleQueues.releaseWriteLock(file);
    }
  }

  public static void create(Path file) throws IOException {
    HostFiles.writeWhole(file, new byte[BYTES]);
  }
}
