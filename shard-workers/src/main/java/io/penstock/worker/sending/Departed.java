package io.penstock.worker.sending;

/**
 * Sums over the lines that have left an outbox, for good or not: how many were accepted and
 * rejected, and what they said, by the bytes that the kernel was given.
 *
 * <p>Mutable and reused. Sums continue across rewinds, which take back what was not committed.
 */
final class Departed {
  private long acceptedLines;
  private long rejectedLines;
  private long content;

  void set(Departed other) {
    acceptedLines = other.acceptedLines;
    rejectedLines = other.rejectedLines;
    content = other.content;
  }

  /** Continues from the sums of a position. */
  void set(long accepted, long rejected, long contentSum) {
    acceptedLines = accepted;
    rejectedLines = rejected;
    content = contentSum;
  }

  void add(Departed more) {
    add(more.acceptedLines, more.rejectedLines, more.content);
  }

  /** Adds lines that left together. */
  void add(long accepted, long rejected, long contentSum) {
    acceptedLines += accepted;
    rejectedLines += rejected;
    content += contentSum;
  }

  long acceptedLines() {
    return acceptedLines;
  }

  long rejectedLines() {
    return rejectedLines;
  }

  /** Sum of the content hashes of both. */
  long content() {
    return content;
  }
}
