package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.config.ConfigurationException;
import io.penstock.config.DataDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFoldersTest {
  private static final int NOBODY = 65534;

  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String refusal(Path root) {
    return assertThrows(
            ConfigurationException.class, () -> new DataFolders(new DataDirectory(root)).create())
        .getMessage();
  }

  @Test
  void foldersAreMadeForTheOwnerAndTheGroupAlone() throws IOException {
    DataDirectory data = new DataDirectory(folder.resolve("a/data"));
    new DataFolders(data).create();
    new DataFolders(data).create();
    for (Path made :
        new Path[] {data.root(), data.journal(), data.counters(), data.readers(), data.locks()}) {
      assertEquals("rwxr-x---", mode(made), made.toString());
    }
  }

  @Test
  void symbolicLinkIsRefused() throws IOException {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, Files.createDirectory(folder.resolve("real")));
    assertTrue(refusal(link).contains("is a symbolic link; name the folder it leads to"));
  }

  @Test
  void folderThatAnybodyMayWriteIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(
        "data_dir: " + open + ": is writable by everybody; run: chmod o-w " + open, refusal(open));
  }

  @Test
  void fileInItsPlaceIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals("data_dir: " + file + ": is not a folder", refusal(file));
  }

  @Test
  void symbolicLinkInsideIsRefusedToo() throws IOException {
    Path root = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(root.resolve("journal"), folder);
    assertTrue(refusal(root).contains("journal: is a symbolic link"));
  }

  @Test
  void folderOfSomebodyElseIsRefused() throws IOException {
    for (String inside : new String[] {"", "journal", "readers", "counters", "locks"}) {
      Path root = folder.resolve("of-nobody-" + inside);
      new DataFolders(new DataDirectory(root)).create();
      Path foreign = root.resolve(inside);
      assumeTrue(isGivenTo(foreign, NOBODY), "skipped: only root can give a folder away");
      String refusal = refusal(root);
      assertTrue(refusal.startsWith("data_dir: " + foreign + ": belongs to nobody"), refusal);
      assertTrue(refusal.contains("run as that user, or run: chown -R "), refusal);
      assertThrows(
          ConfigurationException.class, () -> new DataFolders(new DataDirectory(root)).check());
    }
  }

  private static boolean isGivenTo(Path path, int user) throws IOException {
    try {
      Files.setAttribute(path, "unix:uid", user);
      return true;
    } catch (FileSystemException e) {
      System.out.println("folderOfSomebodyElseIsRefused is skipped: " + e.getMessage());
      return false;
    }
  }

  @Test
  void lookingMakesNoFolderAndRefusesAsMakingDoes() throws IOException {
    Path root = folder.resolve("looked-at");
    new DataFolders(new DataDirectory(root)).check();
    assertFalse(Files.exists(root));
    Files.createDirectory(root);
    Files.createSymbolicLink(root.resolve("readers"), folder);
    String refusal =
        assertThrows(
                ConfigurationException.class,
                () -> new DataFolders(new DataDirectory(root)).check())
            .getMessage();
    assertTrue(refusal.contains("readers: is a symbolic link"), refusal);
  }
}
