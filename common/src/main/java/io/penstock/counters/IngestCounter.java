package io.penstock.counters;

import java.util.Locale;

/** What ingest counts. On disk: the order never changes, new ones come at the end. */
public enum IngestCounter implements CounterKey {
  RECEIVED_DATAGRAMS("Datagrams taken off the network, counted before they are appended."),
  RECEIVED_BYTES("Bytes of those datagrams."),
  BASE_NUMBER("Datagram number at which this file began to count."),
  NEXT_NUMBER("Number that the next appended datagram gets: the head of the journal."),
  APPENDED_BYTES("Payload bytes in the journal since its first datagram."),
  APPENDED_RECORDS("Records appended since this file began to count."),
  DROPPED_DISK_SLOW("Datagrams dropped because the disk did not allocate blocks fast enough."),
  DROPPED_DISK_FULL(
      "Datagrams dropped because the disk had no room, or no inode for another file."),
  DROPPED_TRUNCATED("Datagrams dropped because the kernel cut them to the size of the slot."),
  DROPPED_CRASH("Datagrams that were received and not yet appended when ingest was killed."),
  KERNEL_DROPS("Datagrams that the kernel dropped because the socket's buffer was full."),
  RECEIVE_CALLS("Receives that returned something."),
  GATHERING_PAUSES("Pauses taken to let datagrams gather."),
  RECEIVE_BUFFER_ASKED_BYTES("Socket buffer asked for."),
  RECEIVE_BUFFER_GRANTED_BYTES("Socket buffer granted by the kernel."),
  RECEIVE_BUFFER_USED_BYTES("Socket buffer in use when last looked."),
  BOUND_PORT("UDP port that is bound."),
  LAST_RECEIVE_TIME_NS("Receive time of the newest record, epoch ns."),
  LAYOUT_SHARDS("Shards of the layout in force at the head."),
  ROLLS("Roll files begun since this file began to count."),
  ALLOCATED_AHEAD_BYTES("Allocated blocks ahead of the appender when last looked."),
  DISK_REFUSALS("Times that the disk refused to allocate blocks."),
  CLOCK_STEPS_BACK(
      "Times that the wall clock was set back, or was behind the newest record at a start."),
  THREAD_ALLOCATED_BYTES("Heap bytes that the receiving thread allocated since it started."),
  CLOCK_STEPS_FORWARD("Times that the wall clock jumped ahead: it was set, or the machine slept."),
  DROPPED_JOURNAL_FULL(
      "Datagrams dropped because the journal was at max_bytes and may not delete."),
  STORAGE_STATE("How much room the journal has: the ordinal of its state."),
  JOURNAL_ALLOCATED_BYTES("Disk blocks that the roll files take, those kept ready included."),
  DISK_FREE_BYTES("Free space of the journal's disk when last looked."),
  DELETED_FILES("Roll files that retention has deleted."),
  DELETED_BYTES("Disk blocks of those."),
  DELETED_UNREAD_DATAGRAMS(
      "Datagrams in them that a reader had not committed, counted once a reader."),
  HEADROOM_SECONDS(
      "Seconds until unread data would be deleted if no reader advanced; -1 when that is not"
          + " in sight, -2 when nothing arrives."),
  SYNCS("Times that the journal was forced to the disk."),
  SYNCED_NUMBER("All datagrams before this number were forced to the disk."),
  LAST_SYNC_TIME_NS("When the last of those was done, epoch ns."),
  LONGEST_SYNC_NS("How long the longest of them took since ingest started."),
  UNSYNCED_BYTES("Payload bytes appended and not yet forced to the disk, about."),
  RECENT_DATAGRAMS_PER_SECOND("Datagrams received a second, over some ten seconds."),
  DATAGRAM_BUFFER_BYTES(
      "Socket buffer that a datagram took of late, the kernel's overhead included; 0 when not known"
          + " yet."),
  SOCKETS_INHERITED("Sockets that ingest was handed at its start."),
  DROPPED_DENIED("Datagrams dropped because their source is not in the list of those allowed."),
  DROPPED_OVERSIZE(
      "Lines and frames of streams dropped because they were longer than max_line, or there was no"
          + " room to wait for their end; counted as received."),
  DROPPED_INCOMPLETE(
      "Frames, and lines without an end, dropped because their connection broke or was closed"
          + " before they were whole; counted as received."),
  RECEIVED_UNIX_DATAGRAMS("Of the datagrams received, those that came by Unix datagram sockets."),
  RECEIVED_STREAM_DATAGRAMS(
      "Of the datagrams received, those that were lines or frames of streams."),
  CONNECTIONS_OPEN("Stream clients that are connected."),
  CONNECTIONS_ACCEPTED("Stream clients that were accepted."),
  CONNECTIONS_DENIED("Stream clients that were not let in by the list of those allowed."),
  CONNECTIONS_REFUSED("Stream clients that were closed at once because there were too many."),
  CONNECTIONS_FAILED("Stream clients that could not be accepted: gone, or no descriptor was left."),
  CONNECTIONS_IDLE("Stream clients that were closed because they sent nothing whole for too long."),
  CONNECTIONS_OVERSIZE("Stream clients that were closed because of a frame that was too long."),
  RECEIVE_ERRORS("Times that a socket had an error instead of datagrams; nothing was taken then."),
  ATTACHMENTS_REFUSED(
      "Unix datagrams that came with file descriptors or the like, which were not taken; their bytes"
          + " were."),
  SOCKET_FILES_RENEWED(
      "Times that the file of a Unix socket was missing or not ours, and was bound again."),
  AWAY_TIMES("Times that no ingest listened, between the end of one and the start of the next."),
  AWAY_MS("How long these were in all, milliseconds; what clients sent then is in no count."),
  AWAY_LAST_MS("How long the last of them was."),
  AWAY_LAST_PER_SECOND("Datagrams a second that had come in before the last of them."),
  FOUND_DATAGRAMS(
      "Of the datagrams received, those that a start found in the journal and not in its counters:"
          + " these were older, after a power cut or out of a backup."),
  RETENTION_FAILURES("Looks of retention that failed; each is tried again."),
  UNREADABLE_FILES(
      "Older roll files in which nothing can be read; they are kept until a limit of bytes is"
          + " reached.");

  private final String help;

  IngestCounter(String help) {
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
