package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped, and what is not. */
class DistributionTest {
  private static final Path LIB = Penstock.ROOT.resolve("target/dist/lib");

  @Test
  void nothingThatPhonesHomeIsShipped() throws Exception {
    List<Path> jars = jars();
    assertTrue(
        jars.stream().anyMatch(jar -> jar.getFileName().toString().startsWith("chronicle-queue")),
        () -> "this does not look at what is shipped: " + jars);
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        List<String> found =
            file.stream()
                .map(java.util.zip.ZipEntry::getName)
                .filter(name -> name.startsWith("net/openhft/chronicle/analytics/"))
                .toList();
        assertEquals(List.of(), found, jar.toString());
      }
    }
  }

  @Test
  void eachDaemonIsAJarThatStarts() throws Exception {
    for (String name : List.of("penstock-ingest", "penstock-worker", "penstock-tools")) {
      try (JarFile jar = new JarFile(LIB.resolve(name + ".jar").toFile())) {
        String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
        assertTrue(jar.getEntry(main.replace('.', '/') + ".class") != null, name + ": " + main);
      }
    }
  }

  private static List<Path> jars() throws Exception {
    try (Stream<Path> files = Files.list(LIB)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
