package io.penstock.worker.reading;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import java.io.IOException;

/**
 * The newest end of the journal, as ingest's counters say.
 *
 * <p>It serves to show how far behind a reader is, so a file of counters that was cut, taken away
 * or replaced is no reason to end: the one that is there is opened again. Used by one thread.
 */
public final class JournalHead implements AutoCloseable {
  /**
   * The mapped file may have been replaced by another: it is opened again after this many looks.
   */
  static final int LOOKS_PER_OPENING = 1_000;

  private final DataDirectory data;
  private CounterFile ingest;
  private int looks;

  public JournalHead(DataDirectory data) {
    this.data = data;
  }

  /** The head, or 0 as long as ingest has said nothing. */
  public long number() {
    return said(IngestCounter.NEXT_NUMBER);
  }

  /** Receive time of the newest record, epoch ns; 0 as long as ingest has said nothing. */
  long receiveTimeNs() {
    return said(IngestCounter.LAST_RECEIVE_TIME_NS);
  }

  private long said(IngestCounter counter) {
    if (++looks % LOOKS_PER_OPENING == 0) {
      close();
    }
    try {
      if (ingest == null) {
        ingest = CounterFile.openReadOnly(data.ingestCounters(), FileKind.INGEST);
      }
      return ingest.get(counter);
    } catch (IOException | InternalError e) { // the latter where the file has been cut
      close();
      return 0;
    }
  }

  @Override
  public void close() {
    if (ingest != null) {
      ingest.close();
      ingest = null;
    }
  }
}
