package io.penstock.worker.simulation;

/** A datagram's worth of lines that was handed over, and what became of it. */
final class Datagram {
  static final long NEVER = Long.MAX_VALUE;

  final ReaderModel reader;
  final boolean mayBeAcknowledged;
  final long handedNs;

  /** Expected lines that end in it: from and up to, but those that were skipped. */
  final int[] lines;

  /** Where it ends in its stream. */
  long endOffset;

  boolean isAcknowledged;

  /** When an error comes back for it. */
  long bouncesAtNs = NEVER;

  /** Nobody took it, and nobody will ever say so. */
  boolean isSilentlyLost;

  Datagram(ReaderModel reader, boolean mayBeAcknowledged, long handedNs, int[] lines) {
    this.reader = reader;
    this.mayBeAcknowledged = mayBeAcknowledged;
    this.handedNs = handedNs;
    this.lines = lines;
  }

  void arrived() {
    reader.arrived(lines);
  }

  void excused() {
    reader.excused(lines);
  }
}
