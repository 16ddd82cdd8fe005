package io.penstock.tools.status;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A data directory as daemons leave it. Its journal's times are ahead of the wall clock: the newest
 * of them then says what time it is, and ages are exact.
 */
public final class Daemons {
  /** Where the numbers of its journal begin. */
  public static final long NUMBERS_BEGIN = 1_000;

  /** Receive time of the first of them, epoch ns. */
  private static final long BEGAN_NS =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + TimeUnit.HOURS.toNanos(1);

  /** The folder. */
  public final DataDirectory data;

  /** An empty one. */
  public Daemons(Path folder) {
    this(folder, "data");
  }

  /** An empty one of that name. */
  public Daemons(Path folder, String name) {
    data = new DataDirectory(folder.resolve(name));
    new DataFolders(data).create();
  }

  /** Ingest that has appended so many datagrams of 100 bytes, one a millisecond. */
  public Daemons ingest(long appended, long heartbeatEpochMs) throws IOException {
    try (CounterFile file = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      long head = NUMBERS_BEGIN + appended;
      file.set(IngestCounter.BASE_NUMBER, NUMBERS_BEGIN);
      file.set(IngestCounter.NEXT_NUMBER, head);
      file.set(IngestCounter.RECEIVED_DATAGRAMS, appended + 12);
      file.set(IngestCounter.RECEIVED_BYTES, (appended + 12) * 100);
      file.set(IngestCounter.DROPPED_DISK_FULL, 10);
      file.set(IngestCounter.DROPPED_TRUNCATED, 2);
      file.set(IngestCounter.KERNEL_DROPS, 5);
      file.set(IngestCounter.APPENDED_BYTES, head * 100);
      file.set(IngestCounter.LAST_RECEIVE_TIME_NS, receivedNs(head));
      file.set(IngestCounter.BOUND_PORT, 8125);
      file.set(IngestCounter.RECEIVE_BUFFER_ASKED_BYTES, 16 << 20);
      file.set(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES, 425_984);
      file.heartbeat(heartbeatEpochMs);
    }
    return this;
  }

  /** A reader that has committed up to one number and read up to another. */
  public Daemons reader(
      String name, long position, long cursor, ReaderState state, long heartbeatEpochMs)
      throws IOException {
    try (ReaderFile file = ReaderFile.openWritable(data.readers(), name, NUMBERS_BEGIN)) {
      file.commit(
          position, 0, position - NUMBERS_BEGIN - 3, 40, 1, 999, new Losses(2, 1, 0), 0, 0, 0);
      CounterFile counters = file.counters();
      counters.set(ReaderCounter.CURSOR_NUMBER, cursor);
      counters.set(ReaderCounter.CURSOR_BYTES, cursor * 100);
      counters.set(ReaderCounter.CURSOR_TIME_NS, receivedNs(cursor));
      counters.set(ReaderCounter.ACCEPTED_LINES, 2 * cursor);
      counters.set(ReaderCounter.ROUTED_LINES, 2 * cursor);
      counters.set(ReaderCounter.PASSED_BY_LINES, 3 * cursor);
      counters.set(ReaderCounter.SCANNED_LINES, 5 * cursor);
      counters.set(ReaderCounter.REPEATED_LINES, 4);
      counters.set(ReaderCounter.STATE, state.ordinal());
      counters.heartbeat(heartbeatEpochMs);
    }
    return this;
  }

  private static long receivedNs(long number) {
    return BEGAN_NS + (number - NUMBERS_BEGIN) * 1_000_000;
  }

  /** A file of the journal, of zeros. */
  public Daemons rollFile(String name, int bytes) throws IOException {
    Files.write(data.journal().resolve(name), new byte[bytes]);
    return this;
  }
}
