package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.daemon.ProgramException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void itReplacesAFileAndKeepsItsMode() throws IOException {
    Path file = folder.resolve("out");
    WholeFile.write(file, bytes("first"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    WholeFile.write(file, bytes("second"));
    assertEquals("second", Files.readString(file));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(List.of("out"), names());
  }

  @Test
  void whatIsNotFinishedLeavesTheFileAsItWas() throws IOException {
    Path file = folder.resolve("out");
    WholeFile.write(file, bytes("first"));
    try (WholeFile whole = WholeFile.begin(file)) {
      whole.out().write(bytes("sec"));
    }
    assertEquals("first", Files.readString(file));
    assertEquals(List.of("out"), names());
  }

  @Test
  void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
    Path file = folder.resolve("real");
    WholeFile.write(file, bytes("first"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    WholeFile.write(link, bytes("second"));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("second", Files.readString(file));
  }

  @Test
  void whatIsNoPlainFileIsRefusedAndStays() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("/dev/null/x"));
    for (Path special : List.of(pipe, folder, Path.of("/dev/null"), dangling)) {
      assertThrows(ProgramException.class, () -> WholeFile.begin(special), special::toString);
    }
    assertFalse(Files.isRegularFile(pipe));
    assertEquals(List.of("dangling", "pipe"), names());
  }

  @Test
  void aLinkThatSomebodyLaidInItsWayIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve("out.part"), victim);
    WholeFile.write(folder.resolve("out"), bytes("first"));
    assertEquals("precious", Files.readString(victim));
    assertEquals("first", Files.readString(folder.resolve("out")));
  }
}
