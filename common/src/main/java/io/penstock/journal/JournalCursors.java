package io.penstock.journal;

import io.penstock.journal.record.RecordBuffer;

/**
 * Cursors of one thread that share the memory for the record at hand: however many there are, it is
 * that of one.
 *
 * <p>What a cursor says of its record is so until any of them is asked for the next.
 */
public final class JournalCursors implements AutoCloseable {
  private final JournalReader reader;
  private final RecordBuffer record = new RecordBuffer();

  JournalCursors(JournalReader reader) {
    this.reader = reader;
  }

  /** A cursor at the beginning of the oldest file; close it to give its tailer back. */
  public JournalCursor newCursor() {
    return reader.newCursor(record, () -> {});
  }

  /** Frees the memory; no cursor of these must be used any more. */
  @Override
  public void close() {
    record.close();
  }
}
