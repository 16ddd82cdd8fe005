package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import java.io.IOException;

/** The newest end of the journal, as ingest's counters say. */
final class JournalHead implements AutoCloseable {
  private final DataDirectory data;
  private CounterFile ingest;

  JournalHead(DataDirectory data) {
    this.data = data;
  }

  /** The head, or 0 as long as ingest has said nothing. */
  long number() {
    return said(IngestCounter.NEXT_NUMBER);
  }

  /** Receive time of the newest record, epoch ns; 0 as long as ingest has said nothing. */
  long receiveTimeNs() {
    return said(IngestCounter.LAST_RECEIVE_TIME_NS);
  }

  private long said(IngestCounter counter) {
    if (ingest == null) {
      try {
        ingest = CounterFile.openReadOnly(data.ingestCounters(), FileKind.INGEST);
      } catch (IOException e) {
        return 0;
      }
    }
    return ingest.get(counter);
  }

  @Override
  public void close() {
    if (ingest != null) {
      ingest.close();
    }
  }
}
