package io.penstock.journal;

import io.penstock.journal.chronicle.MetadataFile;
import io.penstock.journal.chronicle.NamedPositions;
import io.penstock.journal.record.JournalException;
import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.PositionSearch;
import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What a repair needs to know of the journal, and the one file of it that can be created again. */
public final class JournalRepair {
  /** Stands behind the name of a file that was set aside, before the time when it was. */
  public static final String SET_ASIDE_INFIX = RollFiles.SET_ASIDE_INFIX;

  private JournalRepair() {}

  /**
   * Where a reader stood whose own file is lost, going by what Chronicle keeps under the same name:
   * the number there, or one before, never one behind. Changes nothing.
   *
   * @return empty when unknown, or when it leads to nothing that is sound
   */
  public static OptionalLong numberOf(Path directory, String readerName) {
    if (MetadataFile.fault(directory).isPresent()) {
      return OptionalLong.empty();
    }
    long hint = NamedPositions.read(MetadataFile.in(directory), readerName);
    if (hint <= 0) {
      return OptionalLong.empty();
    }
    try (RecordBuffer record = new RecordBuffer()) {
      return new PositionSearch(new RollFiles(directory), record).numberAt(hint);
    }
  }

  /**
   * Readers whose file was set aside and has none in its place.
   *
   * @throws JournalException when the folder cannot be listed
   */
  public static Set<String> readersSetAside(Path folder) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + SET_ASIDE_INFIX + "*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String reader = name.substring(0, name.indexOf(SET_ASIDE_INFIX));
        if (!Files.exists(folder.resolve(reader))) {
          names.add(reader);
        }
      }
    } catch (NoSuchFileException e) {
      return names;
    } catch (IOException e) {
      throw new JournalException(folder + " cannot be listed", e);
    }
    return names;
  }

  /**
   * The file of a reader that was set aside last.
   *
   * @throws IOException when there is none
   */
  public static Path newestSetAside(Path folder, String reader) throws IOException {
    Path newest = null;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, reader + SET_ASIDE_INFIX + "*")) {
      for (Path file : files) {
        newest = newest == null || file.compareTo(newest) > 0 ? file : newest;
      }
    }
    if (newest == null) {
      throw new NoSuchFileException(folder.resolve(reader + SET_ASIDE_INFIX + "*").toString());
    }
    return newest;
  }

  /** All roll files, oldest first, told without Chronicle's table. */
  public static List<JournalFile> files(Path directory) {
    return JournalFile.allOf(new RollFiles(directory));
  }

  /**
   * Makes an empty {@code metadata.cq4t} where there is none. The caller holds every lock.
   *
   * @throws IOException when the file system refuses
   */
  public static void makeMetadata(Path directory) throws IOException {
    MetadataFile.create(MetadataFile.in(directory));
  }

  /** The file that {@link #makeMetadata} makes. */
  public static Path metadata(Path directory) {
    return MetadataFile.in(directory);
  }
}
