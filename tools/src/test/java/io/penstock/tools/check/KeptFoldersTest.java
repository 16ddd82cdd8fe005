package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.tools.PenstockMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Whatever earlier versions left on the disk is audited, checked and imported by this one. */
class KeptFoldersTest {
  private static final Path KEPT = Path.of("../common/src/test/resources/io/penstock/kept");

  @TempDir private Path home;

  static List<Path> folders() throws IOException {
    return kept("*.zip");
  }

  static List<Path> exports() throws IOException {
    return kept("*.jsonl.gz");
  }

  private static List<Path> kept(String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(KEPT)) {
      return files
          .filter(
              file ->
                  file.getFileSystem()
                      .getPathMatcher("glob:" + pattern)
                      .matches(file.getFileName()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void itsBooksBalance(Path zip) throws IOException {
    unpack(zip);
    Ran ran = run("check", "--balance", "--data-dir", home.toString());
    assertEquals(0, ran.code(), ran::text);
    assertTrue(ran.text().contains("committed"), ran::text);
    assertFalse(ran.text().contains("fails"), ran::text);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void itsOneDamagedRecordIsFoundAndNothingElse(Path zip) throws IOException {
    unpack(zip);
    Ran newest = run("check", "--data-dir", home.toString());
    assertEquals(0, newest.code(), newest::text);
    Ran deep = run("check", "--deep", "--json", "--data-dir", home.toString());
    long damage = deep.text().lines().filter(line -> line.contains("\"E-")).count();
    assertEquals(zip.endsWith("lived.zip") ? 1 : 0, damage, deep::text);
    assertEquals(damage > 0 ? 2 : 0, deep.code(), deep::text);
  }

  @ParameterizedTest
  @MethodSource("exports")
  void itsExportIsImported(Path export) {
    Ran ran = run("import", export.toAbsolutePath().toString(), "--data-dir", home + "/imported");
    assertEquals(0, ran.code(), ran::text);
  }

  private record Ran(int code, String text) {}

  private static Ran run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine program = PenstockMain.commandLine();
    program.setOut(new PrintWriter(out, true));
    program.setErr(new PrintWriter(out, true));
    int code = program.execute(words);
    return new Ran(code, out.toString());
  }

  private void unpack(Path file) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = home.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }
}
