package io.penstock.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal should hold: a plain list of records, and where its files begin.
 *
 * <p>Everything is looked for from one end to the other, or by halves over the list: nothing here
 * knows of files on a disk, indices or hints.
 */
final class ModelOfJournal {
  /** A record of datagrams, as it was appended. */
  record Known(long firstNumber, int count, long timeNs, int shards) {
    long nextNumber() {
      return firstNumber + count;
    }
  }

  private final List<Known> records = new ArrayList<>();
  private final ArrayDeque<Long> fileStarts = new ArrayDeque<>();
  private long files;
  long nextNumber;
  long timeNs;
  int shards;

  /** A file begins, with the layout that rules it. */
  void beginFile(int newShards) {
    shards = newShards;
    fileStarts.add(nextNumber);
    files++;
  }

  void append(int count, long receivedNs) {
    timeNs = Math.max(timeNs, receivedNs);
    records.add(new Known(nextNumber, count, timeNs, shards));
    nextNumber += count;
  }

  /** The oldest file goes, if it is not the only one. */
  boolean deleteOldest() {
    if (fileStarts.size() < 2) {
      return false;
    }
    fileStarts.remove();
    return true;
  }

  /** Number that the oldest file begins with. */
  long firstRetained() {
    return fileStarts.getFirst();
  }

  int filesRetained() {
    return fileStarts.size();
  }

  long filesEver() {
    return files;
  }

  int recordsEver() {
    return records.size();
  }

  /** Receive time of the newest record; 0 without any. */
  long newestTimeNs() {
    return records.isEmpty() ? 0 : records.getLast().timeNs();
  }

  /** The record that holds a number, or else the first behind it; null at the end. */
  Known holdingOrAfter(long number) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).nextNumber() <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == records.size() ? null : records.get(low);
  }

  /** The same among what is retained. */
  Known retainedHoldingOrAfter(long number) {
    return holdingOrAfter(Math.max(number, firstRetained()));
  }

  /** The first retained record that was received at or after a time; null without. */
  Known retainedAtOrAfter(long receivedNs) {
    Known first = retainedHoldingOrAfter(0);
    int from = first == null ? records.size() : records.indexOf(first);
    for (int i = from; i < records.size(); i++) {
      if (records.get(i).timeNs() >= receivedNs) {
        return records.get(i);
      }
    }
    return null;
  }
}
