package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.daemon.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder in which somebody else could swap the files is refused by whoever would write there. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class UnsafeFoldersTest {
  private static final int NOBODY = 65534;

  private static void assertRefused(Penstock penstock, String command, String... words) {
    penstock.destinations(List.of(new InetSocketAddress("127.0.0.1", 9)));
    Exit exit = penstock.tool(command);
    assertEquals(ExitCode.USAGE.code(), exit.code(), exit::text);
    for (String word : words) {
      assertTrue(exit.text().contains(word), () -> word + " is not in: " + exit.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker", "run"})
  void aSymbolicLinkIsRefused(String command, Penstock penstock) throws IOException {
    Path real = Files.createDirectory(penstock.home().resolve("real"));
    Files.createSymbolicLink(penstock.data(), real);
    assertRefused(penstock, command, "data: is a symbolic link; name the folder it leads to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker", "run"})
  void aFolderThatAnybodyMayWriteIsRefused(String command, Penstock penstock) throws IOException {
    Path readers = Files.createDirectories(penstock.data().resolve("readers"));
    Files.setPosixFilePermissions(readers, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused(penstock, command, "readers: is writable by everybody; run: chmod o-w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker", "run"})
  void aFolderOfSomebodyElseIsRefused(String command, Penstock penstock) throws IOException {
    Path journal = Files.createDirectories(penstock.data().resolve("journal"));
    try {
      Files.setAttribute(journal, "unix:uid", NOBODY);
    } catch (FileSystemException e) {
      System.out.println("skipped: only root can give a folder away: " + e.getMessage());
      assumeTrue(false, "only root can give a folder away");
    }
    assertRefused(penstock, command, "journal: belongs to nobody", "run as that user");
  }

  @Test
  void aContainersLayerIsWarnedOfAndUsed(Penstock penstock) throws Exception {
    Path layers = penstock.home().resolve("layers");
    try (Mount memory = Mount.of("tmpfs", layers, 64);
        Mount overlay = Mount.overlay(layers, penstock.data());
        Sinks sinks = Sinks.start(1)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      assertTrue(
          penstock.ingest().log().contains("lies on overlay: the data is in the layer"),
          penstock.ingest()::log);
      assertTrue(memory.freeBytes() > 0 && overlay.freeBytes() > 0);
      penstock.close();
    }
  }
}
