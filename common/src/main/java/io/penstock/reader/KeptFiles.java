package io.penstock.reader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Readers' files that were replaced or put aside: {@code shard-0.before-seek-20261125T130501.123Z}.
 * They lie beside the readers', whose names have no dot, and are not taken for one.
 */
public final class KeptFiles {
  /** Between the name of a reader and the date, in the file that a seek has kept. */
  public static final String BEFORE_SEEK_INFIX = ".before-seek-";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private KeptFiles() {}

  /** A name that no file has yet, beside a reader's file. */
  public static Path name(Path file, String infix) {
    Instant now = Instant.now();
    Path kept = named(file, infix, now);
    while (Files.exists(kept)) {
      now = now.plusMillis(1);
      kept = named(file, infix, now);
    }
    return kept;
  }

  private static Path named(Path file, String infix, Instant date) {
    return file.resolveSibling(file.getFileName() + infix + DATE.format(date));
  }

  /** Copies a reader's file as it is, owner and mode included; a kill leaves all of it or none. */
  public static Path copy(Path file, String infix) throws IOException {
    Path kept = name(file, infix);
    Path draft = file.resolveSibling(file.getFileName() + ".keeping");
    Files.copy(
        file, draft, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, kept, StandardCopyOption.ATOMIC_MOVE);
    return kept;
  }

  /** The one that was kept last for that reader and reason. */
  public static Optional<Path> newest(Path folder, String reader, String infix) throws IOException {
    return all(folder, reader + infix).reversed().stream().findFirst();
  }

  /** All that were kept, oldest first. */
  public static List<Path> all(Path folder, String prefix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> isKept(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static boolean isKept(String name) {
    return name.contains(BEFORE_SEEK_INFIX) || name.contains(ReaderFile.FORGOTTEN_INFIX);
  }
}
