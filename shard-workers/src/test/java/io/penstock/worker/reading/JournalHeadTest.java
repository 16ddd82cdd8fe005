package io.penstock.worker.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.daemon.DataFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of ingest's counters beside a worker, the worker goes on. */
class JournalHeadTest {
  @TempDir Path folder;

  private DataDirectory data;

  @BeforeEach
  void count() throws IOException {
    data = new DataDirectory(folder.resolve("data"));
    new DataFolders(data).create();
    count(1_000);
  }

  private void count(long number) throws IOException {
    try (CounterFile counters = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      counters.set(IngestCounter.NEXT_NUMBER, number);
    }
  }

  @Test
  void aFileThatIsCutSaysNothingUntilThereIsAnother() throws IOException {
    try (JournalHead head = new JournalHead(data)) {
      assertEquals(1_000, head.number());
      Files.write(data.ingestCounters(), new byte[0]);
      assertEquals(0, head.number());
      Files.delete(data.ingestCounters());
      assertEquals(0, head.number());
      count(2_000);
      assertEquals(2_000, head.number());
    }
  }

  @Test
  void aFileThatIsReplacedIsFollowed() throws IOException {
    try (JournalHead head = new JournalHead(data)) {
      assertEquals(1_000, head.number());
      Files.move(data.ingestCounters(), data.counters().resolve("aside"));
      count(2_000);
      long number = 0;
      for (int look = 0; look < JournalHead.LOOKS_PER_OPENING; look++) {
        number = head.number();
      }
      assertEquals(2_000, number);
    }
  }
}
