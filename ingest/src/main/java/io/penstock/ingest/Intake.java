package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.crash.CrashPoint;
import io.penstock.journal.AppendResult;
import io.penstock.journal.JournalWriter;
import io.penstock.net.ReceiveSlots;
import io.penstock.net.SourceFilter;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what the inputs receive to the journal and counts it: each datagram is received, and then
 * appended or dropped for a reason.
 *
 * <p>{@code received} is stored before the append and the journal's number after it, so a kill
 * anywhere between is a difference that the next start counts as {@code dropped_crash}. What
 * streams hold is staged as it is found and counted when the record is full or the round is over.
 *
 * <p>Threads: the receiving one. Allocates nothing.
 */
final class Intake implements Datagrams {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final CounterFile counters;
  private final EpochNanoClock receiveClock;
  private final SourceFilter filter;

  private JournalWriter journal;
  private int roundDatagrams;
  private long roundBytes;
  private int streamDatagrams; // whole ones staged, since the last append
  private long streamBytes;
  private int oversize;
  private int incomplete;

  /**
   * Without a journal yet.
   *
   * @param filter whose datagrams are taken; null for everybody's
   */
  Intake(CounterFile counters, EpochNanoClock receiveClock, SourceFilter filter) {
    this.counters = counters;
    this.receiveClock = receiveClock;
    this.filter = filter;
  }

  /** Takes the journal to append to. */
  void open(JournalWriter opened) {
    journal = opened;
    countWhatACrashTook();
  }

  /**
   * What was received before a kill and is in no record and under no reason: the kill took it.
   *
   * <p>After a power cut, or out of a backup, the counters may be older than the journal. What the
   * journal has beyond them was received all the same: no later drop may hide behind it.
   */
  private void countWhatACrashTook() {
    counters.set(IngestCounter.NEXT_NUMBER, journal.nextNumber());
    long unaccounted =
        counters.get(IngestCounter.RECEIVED_DATAGRAMS)
            - (journal.nextNumber() - counters.get(IngestCounter.BASE_NUMBER))
            - counters.get(IngestCounter.DROPPED_DISK_SLOW)
            - counters.get(IngestCounter.DROPPED_DISK_FULL)
            - counters.get(IngestCounter.DROPPED_JOURNAL_FULL)
            - counters.get(IngestCounter.DROPPED_TRUNCATED)
            - counters.get(IngestCounter.DROPPED_DENIED)
            - counters.get(IngestCounter.DROPPED_OVERSIZE)
            - counters.get(IngestCounter.DROPPED_INCOMPLETE);
    long crash = counters.get(IngestCounter.DROPPED_CRASH);
    if (unaccounted >= Math.max(0, crash)) {
      counters.set(IngestCounter.DROPPED_CRASH, unaccounted);
      return;
    }
    long kept = Math.max(0, crash); // below zero an older version counted it
    counters.set(IngestCounter.DROPPED_CRASH, kept);
    countFound(kept - unaccounted);
  }

  private void countFound(long datagrams) {
    counters.add(IngestCounter.FOUND_DATAGRAMS, datagrams);
    counters.add(IngestCounter.RECEIVED_DATAGRAMS, datagrams);
    LOG.warn(
        "the counters are older than the journal, which holds {} datagrams that they do not know;"
            + " these are counted as received now",
        datagrams);
  }

  /** Begins a round over all inputs. */
  void beginRound() {
    roundDatagrams = 0;
    roundBytes = 0;
  }

  /** Datagrams of this round so far. */
  int roundDatagrams() {
    return roundDatagrams;
  }

  /** Bytes of those. */
  long roundBytes() {
    return roundBytes;
  }

  /** Takes what a receive has put in the slots: one record, or a few where it is large. */
  void receive(ReceiveSlots slots, int filled) {
    take(slots, filled, filter);
  }

  /** The same of a socket of this host, whose clients are let in by the mode of its file. */
  void receiveLocal(ReceiveSlots slots, int filled) {
    take(slots, filled, null);
  }

  private void take(ReceiveSlots slots, int filled, SourceFilter allowed) {
    count(slots, filled);
    CrashPoint.AFTER_RECEIVE_BEFORE_APPEND.pass();
    journal.begin(receiveClock.nanoTime());
    int truncated = 0;
    int denied = 0;
    for (int slot = 0; slot < filled; slot++) {
      if (slots.truncated(slot)) {
        truncated += datagramsIn(slots, slot);
      } else if (allowed != null && !allowed.allows(slots, slot)) {
        denied += datagramsIn(slots, slot);
      } else if (!add(slots, slot)) {
        append();
        journal.begin(receiveClock.nanoTime());
        if (!add(slots, slot)) {
          throw new IllegalStateException("an empty record has no room for one slot");
        }
      }
    }
    if (truncated > 0) {
      counters.add(IngestCounter.DROPPED_TRUNCATED, truncated);
    }
    if (denied > 0) {
      counters.add(IngestCounter.DROPPED_DENIED, denied);
    }
    append();
  }

  /** What was received is counted before anything is done with it. */
  private void count(ReceiveSlots slots, int filled) {
    int datagrams = 0;
    long bytes = 0;
    for (int slot = 0; slot < filled; slot++) {
      datagrams += datagramsIn(slots, slot);
      bytes += slots.length(slot);
    }
    counters.add(IngestCounter.RECEIVE_CALLS, 1);
    countReceived(datagrams, bytes);
  }

  private void countReceived(int datagrams, long bytes) {
    counters.add(IngestCounter.RECEIVED_BYTES, bytes);
    counters.add(IngestCounter.RECEIVED_DATAGRAMS, datagrams);
    roundDatagrams += datagrams;
    roundBytes += bytes;
  }

  private static int datagramsIn(ReceiveSlots slots, int slot) {
    int length = slots.length(slot);
    int segmentBytes = slots.segmentBytes(slot);
    return segmentBytes >= length ? 1 : (length + segmentBytes - 1) / segmentBytes;
  }

  private boolean add(ReceiveSlots slots, int slot) {
    int length = slots.length(slot);
    int segmentBytes = slots.segmentBytes(slot);
    int offset = slots.offset(slot);
    return segmentBytes >= length
        ? journal.add(slots.buffer(), offset, length)
        : journal.addSegments(slots.buffer(), offset, length, segmentBytes);
  }

  /** Begins to take what streams hold; {@link #endStreams} has to follow. */
  void beginStreams() {
    journal.begin(receiveClock.nanoTime());
  }

  @Override
  public void datagram(UnsafeBuffer buffer, int offset, int length) {
    if (!journal.add(buffer, offset, length)) {
      endStreams();
      beginStreams();
      if (!journal.add(buffer, offset, length)) {
        throw new IllegalStateException("an empty record has no room for one datagram");
      }
    }
    streamDatagrams++;
    streamBytes += length;
  }

  @Override
  public void oversize() {
    oversize++;
  }

  @Override
  public void incomplete() {
    incomplete++;
  }

  /** Counts and appends what streams have held since {@link #beginStreams}. */
  void endStreams() {
    int all = streamDatagrams + oversize + incomplete;
    if (all == 0) {
      return;
    }
    counters.add(IngestCounter.RECEIVED_STREAM_DATAGRAMS, all);
    countReceived(all, streamBytes);
    CrashPoint.AFTER_RECEIVE_BEFORE_APPEND.pass();
    if (oversize > 0) {
      counters.add(IngestCounter.DROPPED_OVERSIZE, oversize);
    }
    if (incomplete > 0) {
      counters.add(IngestCounter.DROPPED_INCOMPLETE, incomplete);
    }
    streamDatagrams = 0;
    streamBytes = 0;
    oversize = 0;
    incomplete = 0;
    append();
  }

  private void append() {
    int datagrams = journal.staged();
    if (datagrams == 0) {
      return;
    }
    AppendResult result = journal.append();
    CrashPoint.AFTER_APPEND.pass();
    switch (result) {
      case APPENDED -> {
        counters.add(IngestCounter.APPENDED_RECORDS, 1);
        counters.set(IngestCounter.APPENDED_BYTES, journal.payloadBytes());
        counters.set(IngestCounter.LAST_RECEIVE_TIME_NS, journal.lastReceiveTimeNs());
        counters.set(IngestCounter.NEXT_NUMBER, journal.nextNumber());
      }
      case DISK_SLOW -> counters.add(IngestCounter.DROPPED_DISK_SLOW, datagrams);
      case DISK_FULL -> counters.add(IngestCounter.DROPPED_DISK_FULL, datagrams);
      case JOURNAL_FULL -> counters.add(IngestCounter.DROPPED_JOURNAL_FULL, datagrams);
    }
  }
}
