package io.penstock.tools.status;

import io.penstock.counters.ReaderState;
import io.penstock.reader.ReaderOwner;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The order in which readers are shown: what needs the operator is never below the fold. */
final class Trouble {
  private static final Set<String> ORDERLY =
      Set.of(
          ReaderState.CAUGHT_UP.label(),
          ReaderState.READING.label(),
          ReaderState.CATCHING_UP.label(),
          ReaderState.STARTING.label(),
          ReaderState.RETIRED.label(),
          ReaderOwner.ABANDONED.label());

  private Trouble() {}

  /** Those in trouble, then the others; in either the order stays. */
  static List<ReaderReport> first(List<ReaderReport> readers) {
    return readers.stream()
        .sorted(Comparator.comparing(reader -> ORDERLY.contains(reader.state())))
        .toList();
  }
}
