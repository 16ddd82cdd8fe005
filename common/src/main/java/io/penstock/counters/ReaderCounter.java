package io.penstock.counters;

import java.util.Locale;

/** What a reader counts. On disk: the order never changes, new ones come at the end. */
public enum ReaderCounter implements CounterKey {
  SCANNED_LINES("Lines seen in the records that this reader took."),
  PASSED_BY_LINES("Of those, lines that belong to another shard."),
  ROUTED_LINES("Of those, lines that belong to this shard."),
  ACCEPTED_LINES("Lines that the kernel accepted for sending and that were not refused at once."),
  REJECTED_TOO_BIG_LINES("Lines that can never be sent: larger than a datagram can be."),
  REPEATED_LINES("Accepted lines given up by a rewind or a restart, to be sent again."),
  DISCARDED_LINES("Pending lines given up by a rewind or a restart, to be read again."),
  SENT_DATAGRAMS("Datagrams that the kernel accepted."),
  SENT_BYTES("Bytes of those datagrams."),
  REWINDS("Times that the reader went back to its committed position."),
  REFUSALS("Errors that came back from the destination."),
  SEND_FULL("Times that the socket had no room for another datagram."),
  LOST_DATAGRAMS("Datagrams found missing in the journal, by their numbers."),
  DAMAGED_RECORDS("Records skipped because their checksum was wrong."),
  EXPIRED_DATAGRAMS("Datagrams passed over because they were too old."),
  STATE("What the reader does now: the ordinal of its state."),
  CURSOR_NUMBER("Number of the next datagram that the reader will read."),
  CURSOR_TIME_NS("Receive time of the last record that the reader took, epoch ns."),
  LAYOUT_SHARDS("Shards of the layout in force at the cursor."),
  GROUP_SIZE("Readers that read together with this one, itself included."),
  COMMITS("Times that the position was stored."),
  CURSOR_BYTES("Payload bytes before the cursor, as the records count them."),
  THREAD_ALLOCATED_BYTES("Heap bytes that the worker thread allocated since it started."),
  FILTERED_LINES("Lines of this shard that were left out on purpose, whatever the reason."),
  EXPIRED_LINES("Of those, lines of datagrams older than max_age."),
  NOT_REPLAYED_LINES("Of those, lines of a type that replay_types does not name."),
  SEEK_SKIPPED_DATAGRAMS("Datagrams that an operator's seeks have passed over."),
  SEEK_REPEATED_DATAGRAMS("Datagrams that an operator's seeks have gone back over."),
  LOST_RETENTION_DATAGRAMS("Of the lost datagrams, those in files that were deleted."),
  LOST_CORRUPT_DATAGRAMS("Of the lost datagrams, those where the journal is damaged."),
  LOST_MISSING_DATAGRAMS("Of the lost datagrams, those that were never found in the journal."),
  UNWANTED_LINES("Of the filtered lines, those of a sort that drop names."),
  OUTAGES("Times that the destination was up and then in trouble."),
  STATE_SINCE_MS("When the state became what it is, epoch ms."),
  SUSPECT_MS("Time spent suspecting the destination."),
  DOWN_MS("Time for which the destination was down."),
  RECOVERING_MS("Time spent catching up after outages."),
  PAUSED_MS("Time for which the reader was paused."),
  HEALTH_PROBES("Health probes of the destination that have ended."),
  HEALTH_FAILURES("Of those, probes that found no life."),
  CATCH_UP_SECONDS("Seconds until the reader is at the head at the present rates; -1 for never."),
  PACE_LINES_PER_SECOND("Lines a second that a reader that is behind may send; 0 when it is not."),
  SILENT_ENDS("Times that nothing more was found though the head was further on."),
  UNSENT_NUMBER("Everything before this datagram is sent, or concerns other shards."),
  WAITING_MS("For how long the datagram at that number has been seen to wait; 0 when none does."),
  MIRROR_FAILURES("Times that a position could not be stored for Chronicle's own tools.");

  private final String help;

  ReaderCounter(String help) {
    this.help = help;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String help() {
    return help;
  }
}
