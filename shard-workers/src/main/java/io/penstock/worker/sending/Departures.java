package io.penstock.worker.sending;

/**
 * What has left an outbox: up to its end, and up to the beginning of the record that the end lies
 * in. Datagrams span records, and only places between records can be committed.
 */
final class Departures {
  private final Departed all = new Departed();
  private final Departed beforeRecord = new Departed();

  /** Begins again: this much had left. */
  void begin(Departed departed) {
    all.set(departed);
    beforeRecord.set(departed);
  }

  /** Begins again with nothing. */
  void begin() {
    all.set(0, 0, 0);
    beforeRecord.set(0, 0, 0);
  }

  /** Adds lines that left together, all of one fate. */
  void add(int lines, boolean areRejected, long content) {
    all.add(areRejected ? 0 : lines, areRejected ? lines : 0, content);
  }

  /** With the next line that leaves another record begins. */
  void recordBegins() {
    beforeRecord.set(all);
  }

  /** Adds what left of one datagram, in which a record begins or none does. */
  void add(Departures datagram, boolean recordBegins) {
    if (recordBegins) {
      beforeRecord.set(all);
      beforeRecord.add(datagram.beforeRecord);
    }
    all.add(datagram.all);
  }

  /** Everything. */
  Departed all() {
    return all;
  }

  /** What had left when the last record began of which a line has left. */
  Departed beforeRecord() {
    return beforeRecord;
  }
}
