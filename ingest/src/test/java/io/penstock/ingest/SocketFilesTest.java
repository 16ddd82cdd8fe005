package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.net.BoundFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFilesTest {
  private static final long SECOND = 1_000_000_000;

  /** A file that is lost or not, and can be renewed or not. */
  private static final class Lent implements BoundFile {
    private boolean isOurs = true;
    private boolean isTaken;
    private int tries;

    @Override
    public String path() {
      return "/run/statsd.sock";
    }

    @Override
    public boolean isOurs() {
      return isOurs;
    }

    @Override
    public void renew() throws IOException {
      tries++;
      if (isTaken) {
        throw new IOException("another process listens on it");
      }
      isOurs = true;
    }
  }

  @TempDir Path folder;
  private final Lent file = new Lent();

  @Test
  void aLostFileIsRenewedWithinASecondAndCounted() throws Exception {
    try (CounterFile counters =
        CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST)) {
      SocketFiles files = new SocketFiles(List.of(file), counters, 0);
      assertFalse(files.look(0));
      file.isOurs = false;
      assertFalse(files.look(SECOND / 2), "not yet");
      assertTrue(files.look(SECOND));
      assertFalse(files.look(2 * SECOND));
      assertEquals(1, counters.get(IngestCounter.SOCKET_FILES_RENEWED));
    }
  }

  @Test
  void oneThatAnotherHasIsTriedAgainUntilItIsFree() throws Exception {
    try (CounterFile counters =
        CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST)) {
      SocketFiles files = new SocketFiles(List.of(file), counters, 0);
      file.isOurs = false;
      file.isTaken = true;
      for (int second = 0; second < 5; second++) {
        assertFalse(files.look(second * SECOND));
      }
      assertEquals(5, file.tries);
      assertEquals(0, counters.get(IngestCounter.SOCKET_FILES_RENEWED));
      file.isTaken = false;
      assertTrue(files.look(5 * SECOND));
      assertEquals(1, counters.get(IngestCounter.SOCKET_FILES_RENEWED));
    }
  }
}
