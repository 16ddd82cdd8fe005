package io.penstock.kept;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The data folders that {@code scripts/keep-folder} made, by version and name. */
final class KeptFolders {
  private static final Path ROOT = Path.of("src/test/resources/io/penstock/kept");

  private KeptFolders() {}

  /** As {@code 0.1.0/lived}. */
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(file -> ROOT.relativize(file).toString())
          .filter(name -> name.endsWith(".zip"))
          .map(name -> name.substring(0, name.length() - ".zip".length()))
          .sorted()
          .toList();
    }
  }

  /** What the version that made a folder read in it. */
  static List<String> text(String name) throws IOException {
    return Files.readAllLines(ROOT.resolve(name + ".txt"));
  }

  static void unpack(String name, Path target) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(ROOT.resolve(name + ".zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = target.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }
}
