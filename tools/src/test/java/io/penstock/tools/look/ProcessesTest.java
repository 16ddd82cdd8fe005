package io.penstock.tools.look;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.daemon.DataFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that was killed is known at the next look, though its heartbeat is young. */
class ProcessesTest {
  private static final int PID_OFFSET = 16;
  private static final long NOW_MS = 1_900_000_000_000L;

  @TempDir private Path folder;

  private final Processes processes = new Processes();
  private DataDirectory data;
  private CounterFile counters;
  private Process daemon;

  @BeforeEach
  void daemonLives() throws IOException {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
    daemon = new ProcessBuilder("sleep", "600").start();
    counters = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST);
    counters.heartbeat(NOW_MS);
    writtenBy(daemon.pid());
  }

  @AfterEach
  void end() {
    counters.close();
    daemon.destroyForcibly();
  }

  private void writtenBy(long pid) throws IOException {
    try (FileChannel channel = FileChannel.open(data.ingestCounters(), StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(bytes.putLong(0, pid), PID_OFFSET);
    }
  }

  private void kill() throws InterruptedException {
    daemon.destroyForcibly().waitFor();
  }

  private Life look() {
    return Look.at(data, NOW_MS, processes).ingest().orElseThrow().life();
  }

  @Test
  void oneThatWasKilledIsDeadBeforeItsHeartbeatIsOld() throws Exception {
    assertEquals(Life.ALIVE, look());
    assertEquals(Life.ALIVE, look());
    kill();
    assertEquals(Life.DEAD, look());
    assertEquals(Life.DEAD, look());
  }

  @Test
  void theNextLifeIsOfAnotherProcess() throws Exception {
    look();
    kill();
    assertEquals(Life.DEAD, look());
    writtenBy(ProcessHandle.current().pid());
    assertEquals(Life.ALIVE, look());
    assertEquals(Life.ALIVE, look());
  }

  @Test
  void oneThatWasNeverSeenIsJudgedByItsHeartbeat() throws Exception {
    kill();
    assertEquals(Life.ALIVE, look());
    assertEquals(Life.ALIVE, look());
  }

  @Test
  void aHeartbeatThatGoesOnIsOfAProcessThatIsNotSeenFromHere() throws Exception {
    look();
    kill();
    assertEquals(Life.DEAD, look());
    counters.heartbeat(NOW_MS + 1);
    assertEquals(Life.ALIVE, look());
  }
}
