package io.penstock.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
  @TempDir Path folder;

  /** Holds the lock given as argument until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      boolean held = ExclusiveLock.tryLock(Path.of(arguments[0])).isPresent();
      System.out.println(held ? "held" : "refused");
      Thread.sleep(60_000);
    }
  }

  private Process startHolder(Path file) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader();
    return reader.readLine();
  }

  @Test
  void aSecondHolderIsRefusedWithinTheProcessUntilTheFirstLetsGo() throws Exception {
    Path file = folder.resolve("ingest.lock");
    ExclusiveLock first = ExclusiveLock.tryLock(file).orElseThrow();
    assertTrue(ExclusiveLock.tryLock(file).isEmpty());
    first.close();
    first.close();
    ExclusiveLock.tryLock(file).orElseThrow().close();
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    Path file = folder.resolve("ingest.lock");
    try (ExclusiveLock _ = ExclusiveLock.tryLock(file).orElseThrow()) {
      Process other = startHolder(file);
      try {
        assertEquals("refused", firstLine(other));
      } finally {
        other.destroyForcibly();
      }
    }
  }

  @Test
  void aLockDiesWithItsProcess() throws Exception {
    Path file = folder.resolve("ingest.lock");
    Process holder = startHolder(file);
    try {
      assertEquals("held", firstLine(holder));
      assertTrue(ExclusiveLock.tryLock(file).isEmpty());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    ExclusiveLock.tryLock(file).orElseThrow().close();
  }

  @Test
  void aLockWhoseFileWasRemovedIsTakenAnew() throws Exception {
    Path file = folder.resolve("ingest.lock");
    try (ExclusiveLock lock = ExclusiveLock.tryLock(file).orElseThrow()) {
      assertEquals(ExclusiveLock.Kept.IN_PLACE, lock.keep());
      Files.delete(file);
      assertEquals(ExclusiveLock.Kept.TAKEN_ANEW, lock.keep());
      assertTrue(ExclusiveLock.tryLock(file).isEmpty(), "it excludes others again");
      Files.move(file, folder.resolve("set aside"));
      Files.createFile(file);
      assertEquals(ExclusiveLock.Kept.TAKEN_ANEW, lock.keep());
      assertTrue(ExclusiveLock.tryLock(file).isEmpty());
    }
    ExclusiveLock.tryLock(file).orElseThrow().close();
  }

  @Test
  void aLockThatAnotherTookMeanwhileIsLost() throws Exception {
    Path file = folder.resolve("ingest.lock");
    try (ExclusiveLock first = ExclusiveLock.tryLock(file).orElseThrow()) {
      Files.delete(file);
      try (ExclusiveLock second = ExclusiveLock.tryLock(file).orElseThrow()) {
        assertEquals(ExclusiveLock.Kept.LOST, first.keep());
        assertEquals(ExclusiveLock.Kept.IN_PLACE, second.keep());
      }
    }
  }

  @Test
  void strangersMayNotOpenTheLock() throws Exception {
    Path file = folder.resolve("ingest.lock");
    ExclusiveLock.tryLock(file).orElseThrow().close();
    assertTrue(
        Files.getPosixFilePermissions(file).stream()
            .noneMatch(p -> p.name().startsWith("OTHERS") || p == PosixFilePermission.GROUP_WRITE));
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("missing/ingest.lock");
    IOException refusal = assertThrows(IOException.class, () -> ExclusiveLock.tryLock(file));
    assertTrue(refusal.getMessage().contains(file + ": No such file or directory"));
  }
}
