package io.penstock.counters;

/** What a counter file counts. The code is on disk and never changes. */
public enum FileKind {
  /** {@code data/counters/ingest}: {@link IngestCounter}. */
  INGEST(1),
  /** {@code data/readers/NAME}: a reader's position and {@link ReaderCounter}. */
  READER(2);

  private final int code;

  FileKind(int code) {
    this.code = code;
  }

  /** The number in the file's header. */
  public int code() {
    return code;
  }
}
