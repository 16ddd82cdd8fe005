package io.penstock.os;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
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
  void aFileTakesItsBlocksAndNotItsSize() throws Exception {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(8 * MIB);
      assertEquals(0, HostFiles.allocatedBytes(file));
      HostFiles.fillHoles(file, MIB);
      assertEquals(MIB, HostFiles.allocatedBytes(file));
      assertEquals(8 * MIB, sparse.length());
    }
    assertEquals(0, HostFiles.allocatedBytes(folder.resolve("missing")));
  }

  @Test
  void fillingHolesChangesNothingThatIsThere() throws Exception {
    Path file = folder.resolve("holes");
    byte[] content = new byte[MIB];
    for (int i = 0; i < content.length; i += 64 << 10) {
      content[i] = 1;
    }
    Files.write(file, content);
    HostFiles.punchHole(file, 4096, 32 << 10);
    HostFiles.fillHoles(file, MIB);
    assertEquals(MIB, HostFiles.allocatedBytes(file));
    assertArrayEquals(content, Files.readAllBytes(file));
  }

  @Test
  void theFileSystemIsTheOneThatTheMountTableNames() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory));
    assertEquals("tmpfs", HostFiles.fileSystemType(memory));
    assertEquals("0x9fa0", HostFiles.fileSystemType(Path.of("/proc")));
  }
}
