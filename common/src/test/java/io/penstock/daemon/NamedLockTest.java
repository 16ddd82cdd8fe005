package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock of a role, and what holds when somebody has removed its file. */
class NamedLockTest {
  private static final int PID_OFFSET = 16;
  private static final int HEARTBEAT_OFFSET = 32;

  @TempDir Path folder;
  private DataDirectory data;

  @BeforeEach
  void makeFolders() {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
  }

  private NamedLock acquire() throws IOException {
    return NamedLock.acquire(data, "ingest", "a test");
  }

  /** Counters of an ingest with that process id, whose heart beat just now. */
  private void counters(long pid) throws IOException {
    CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST).close();
    store(PID_OFFSET, pid);
    store(HEARTBEAT_OFFSET, System.currentTimeMillis());
  }

  private void store(int offset, long value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel file = FileChannel.open(data.ingestCounters(), StandardOpenOption.WRITE)) {
      file.write(bytes.putLong(0, value), offset);
    }
  }

  @Test
  void aSecondIsRefusedWhereTheFirstLivesThoughItsLockWasRemoved() throws Exception {
    long other = ProcessHandle.current().parent().orElseThrow().pid();
    counters(other);
    Thread heart =
        Thread.startVirtualThread(
            () -> {
              try {
                while (true) {
                  store(HEARTBEAT_OFFSET, System.currentTimeMillis());
                  Thread.sleep(100);
                }
              } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      ProgramException refusal = assertThrows(ProgramException.class, this::acquire);
      assertEquals(ExitCode.LOCKED, refusal.exitCode());
      assertTrue(refusal.getMessage().contains("process " + other), refusal.getMessage());
    } finally {
      heart.interrupt();
      heart.join();
    }
  }

  @Test
  void theFreshHeartbeatOfOneThatWasKilledKeepsNobodyOut() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    counters(killed.pid());
    acquire().close();
  }

  @Test
  void anUnrelatedProcessOfThatIdKeepsNobodyOut() throws Exception {
    counters(ProcessHandle.current().parent().orElseThrow().pid());
    acquire().close();
  }

  @Test
  void theHolderTakesARemovedLockAnew() throws Exception {
    try (NamedLock lock = acquire()) {
      Files.delete(data.lock("ingest"));
      Files.delete(data.holder("ingest"));
      lock.keep();
      assertTrue(Files.exists(data.holder("ingest")));
      assertThrows(ProgramException.class, this::acquire);
    }
  }

  @Test
  void theHolderEndsWhenAnotherHasItsLock() throws Exception {
    try (NamedLock first = acquire()) {
      Files.delete(data.lock("ingest"));
      try (NamedLock second = acquire()) {
        ProgramException lost = assertThrows(ProgramException.class, first::keep);
        assertEquals(ExitCode.LOCKED, lost.exitCode());
        second.keep();
      }
    }
  }
}
