package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.UnfitFilesystem;
import io.penstock.daemon.FilesystemFitness.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDiskTest {
  private static final Path FOLDER = Path.of("/var/lib/penstock/journal");

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "cifs", "fuse", "ceph", "9p", "lustre"})
  void networkFileSystemsAreRefusedWithReasonFixAndTheWayAround(String type) {
    FilesystemFitness fitness = FilesystemFitness.ofType(type);
    ProgramException refusal =
        assertThrows(
            ProgramException.class, () -> DataDisk.judge(FOLDER, fitness, UnfitFilesystem.REFUSE));
    assertEquals(ExitCode.USAGE, refusal.exitCode());
    String words = refusal.getMessage();
    assertTrue(words.startsWith(FOLDER + " lies on " + type + ": "), words);
    assertTrue(words.contains("let data_dir lie on a local ext4, xfs or tmpfs"), words);
    assertTrue(words.contains("--set journal.unfit_filesystem=allow"), words);
    assertDoesNotThrow(() -> DataDisk.judge(FOLDER, fitness, UnfitFilesystem.ALLOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"btrfs", "zfs", "overlay", "0x12345"})
  void copyOnWriteAndUnknownFileSystemsAreOnlyWarnedOf(String type) {
    FilesystemFitness fitness = FilesystemFitness.ofType(type);
    assertEquals(Verdict.WEAKER, fitness.verdict());
    assertTrue(!fitness.reason().isEmpty());
    assertDoesNotThrow(() -> DataDisk.judge(FOLDER, fitness, UnfitFilesystem.REFUSE));
  }

  @Test
  void localFileSystemsAreSound() throws Exception {
    for (String type : new String[] {"ext4", "xfs", "tmpfs"}) {
      assertEquals(Verdict.SOUND, FilesystemFitness.ofType(type).verdict());
    }
    assertEquals("tmpfs", FilesystemFitness.of(Path.of("/dev/shm")).type());
  }
}
