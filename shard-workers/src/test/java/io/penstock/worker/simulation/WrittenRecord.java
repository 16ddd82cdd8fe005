package io.penstock.worker.simulation;

import io.penstock.shard.Layout;
import java.util.List;

/** A record as it was appended, and what became of it since. */
final class WrittenRecord {
  final long firstNumber;
  final long nextNumber;
  final Layout layout;
  final long appendedNs;
  final List<Line> lines;

  /** A byte of it was changed. */
  boolean isDamaged;

  /** Its file was deleted. */
  boolean isDeleted;

  WrittenRecord(
      long firstNumber, long nextNumber, Layout layout, long appendedNs, List<Line> lines) {
    this.firstNumber = firstNumber;
    this.nextNumber = nextNumber;
    this.layout = layout;
    this.appendedNs = appendedNs;
    this.lines = lines;
  }

  boolean mayBeLost() {
    return isDamaged || isDeleted;
  }

  int datagrams() {
    return (int) (nextNumber - firstNumber);
  }
}
