package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void aHoleGivesItsBlocksBackReadsAsZerosAndKeepsTheRest() throws Exception {
    byte[] content = new byte[4 * MIB];
    Arrays.fill(content, (byte) 7);
    Path file = Files.write(folder.resolve("file"), content);
    long givenBack = HostFiles.punchHole(file, MIB, 2 * MIB);
    assumeTrue(givenBack > 0, "this file system cannot punch holes");
    assertEquals(2 * MIB, givenBack);
    Arrays.fill(content, MIB, 3 * MIB, (byte) 0);
    assertArrayEquals(content, Files.readAllBytes(file));
    assertEquals(0, HostFiles.punchHole(file, MIB, 2 * MIB), "it is a hole already");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing");
    IOException refusal = assertThrows(IOException.class, () -> HostFiles.punchHole(file, 0, MIB));
    assertEquals("cannot open " + file + ": No such file or directory", refusal.getMessage());
  }

  @Test
  void theFileSystemIsTheOneThatTheMountTableNames() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory));
    assertEquals("tmpfs", HostFiles.fileSystemType(memory));
    assertEquals("0x9fa0", HostFiles.fileSystemType(Path.of("/proc")));
  }
}
