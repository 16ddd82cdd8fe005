package io.penstock.tools.status;

import io.penstock.counters.IngestCounter;
import io.penstock.counters.StorageState;
import io.penstock.tools.look.Counts;
import io.penstock.tools.look.IngestLook;
import io.penstock.tools.look.Life;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What ingest does, in the terms of the operator.
 *
 * @param life whether it lives
 * @param pid of the last one
 * @param startedEpochMs when it began
 * @param port UDP port that is or was bound
 * @param received datagrams taken off the network
 * @param receivedBytes bytes of those
 * @param receivedPerSecond since the look before; NaN without one
 * @param appended datagrams in the journal
 * @param appendedPerSecond since the look before; NaN without one
 * @param dropped datagrams dropped by us, by reason
 * @param kernelDrops datagrams that the kernel dropped
 * @param bufferAskedBytes socket buffer asked for
 * @param bufferGrantedBytes socket buffer granted
 * @param bufferUsedBytes of it in use
 * @param head number that the next datagram gets
 * @param headBytes payload bytes before the head
 * @param headTimeNs receive time of the newest record, epoch ns
 * @param storage how much room the journal has, in a word
 * @param headroomSeconds until unread data would be deleted if no reader advanced; -1 when not in
 *     sight, -2 when nothing arrives
 * @param deletedUnread datagrams that retention deleted unread, counted once a reader
 * @param inputs what it listens or listened on, in words
 * @param clients stream clients: how many are connected, and what became of all there were
 * @param away times in which no ingest listened
 * @param oddities what befell the sockets
 */
public record IngestReport(
    Life life,
    long pid,
    long startedEpochMs,
    int port,
    long received,
    long receivedBytes,
    double receivedPerSecond,
    long appended,
    double appendedPerSecond,
    Map<String, Long> dropped,
    long kernelDrops,
    long bufferAskedBytes,
    long bufferGrantedBytes,
    long bufferUsedBytes,
    long head,
    long headBytes,
    long headTimeNs,
    String storage,
    long headroomSeconds,
    long deletedUnread,
    List<String> inputs,
    Clients clients,
    Away away,
    Oddities oddities) {
  /**
   * The times in which no ingest listened; what clients sent then is in no count.
   *
   * @param times how many there were
   * @param ms how long they were in all
   * @param lastMs how long the last was
   * @param lastPerSecond datagrams that had come in a second before it
   */
  public record Away(long times, long ms, long lastMs, long lastPerSecond) {
    private static Away of(Counts<IngestCounter> counts) {
      return new Away(
          counts.get(IngestCounter.AWAY_TIMES),
          counts.get(IngestCounter.AWAY_MS),
          counts.get(IngestCounter.AWAY_LAST_MS),
          counts.get(IngestCounter.AWAY_LAST_PER_SECOND));
    }
  }

  /**
   * What befell the sockets, and cost no datagram.
   *
   * @param receiveErrors errors that sockets had instead of datagrams
   * @param attachmentsRefused Unix datagrams that came with file descriptors
   * @param filesRenewed times that a Unix socket's file was lost and bound again
   */
  public record Oddities(long receiveErrors, long attachmentsRefused, long filesRenewed) {
    private static Oddities of(Counts<IngestCounter> counts) {
      return new Oddities(
          counts.get(IngestCounter.RECEIVE_ERRORS),
          counts.get(IngestCounter.ATTACHMENTS_REFUSED),
          counts.get(IngestCounter.SOCKET_FILES_RENEWED));
    }
  }

  /**
   * Stream clients.
   *
   * @param connected now; 0 when ingest is not alive
   * @param events what became of clients since the beginning, by word; accepted comes first
   */
  public record Clients(long connected, Map<String, Long> events) {
    private static Clients of(IngestLook look) {
      Map<String, Long> events = new LinkedHashMap<>();
      for (IngestCounter counter :
          List.of(
              IngestCounter.CONNECTIONS_ACCEPTED,
              IngestCounter.CONNECTIONS_DENIED,
              IngestCounter.CONNECTIONS_REFUSED,
              IngestCounter.CONNECTIONS_FAILED,
              IngestCounter.CONNECTIONS_IDLE,
              IngestCounter.CONNECTIONS_OVERSIZE)) {
        String word = counter.name().substring("CONNECTIONS_".length()).toLowerCase(Locale.ROOT);
        events.put(word, look.counts().get(counter));
      }
      boolean isAlive = look.life() == Life.ALIVE;
      return new Clients(isAlive ? look.counts().get(IngestCounter.CONNECTIONS_OPEN) : 0, events);
    }

    /** Whether there ever was one, let in or not. */
    boolean any() {
      return events.values().stream().anyMatch(count -> count > 0);
    }
  }

  private static final String DROPPED = "DROPPED_";

  static IngestReport of(IngestLook look, IngestLook before, double seconds) {
    Counts<IngestCounter> counts = look.counts();
    Map<String, Long> dropped = new LinkedHashMap<>();
    for (IngestCounter counter : IngestCounter.values()) {
      if (counter.name().startsWith(DROPPED)) {
        String reason = counter.name().substring(DROPPED.length()).toLowerCase(Locale.ROOT);
        dropped.put(reason, counts.get(counter));
      }
    }
    return new IngestReport(
        look.life(),
        look.pid(),
        look.startedEpochMs(),
        (int) counts.get(IngestCounter.BOUND_PORT),
        counts.get(IngestCounter.RECEIVED_DATAGRAMS),
        counts.get(IngestCounter.RECEIVED_BYTES),
        perSecond(look, before, seconds, IngestCounter.RECEIVED_DATAGRAMS),
        counts.get(IngestCounter.NEXT_NUMBER) - counts.get(IngestCounter.BASE_NUMBER),
        perSecond(look, before, seconds, IngestCounter.NEXT_NUMBER),
        dropped,
        counts.get(IngestCounter.KERNEL_DROPS),
        counts.get(IngestCounter.RECEIVE_BUFFER_ASKED_BYTES),
        counts.get(IngestCounter.RECEIVE_BUFFER_GRANTED_BYTES),
        counts.get(IngestCounter.RECEIVE_BUFFER_USED_BYTES),
        counts.get(IngestCounter.NEXT_NUMBER),
        counts.get(IngestCounter.APPENDED_BYTES),
        counts.get(IngestCounter.LAST_RECEIVE_TIME_NS),
        storage(counts.get(IngestCounter.STORAGE_STATE)),
        look.life() == Life.ALIVE ? counts.get(IngestCounter.HEADROOM_SECONDS) : -1,
        counts.get(IngestCounter.DELETED_UNREAD_DATAGRAMS),
        look.inputs(),
        Clients.of(look),
        Away.of(counts),
        Oddities.of(counts));
  }

  private static String storage(long ordinal) {
    return StorageState.of(ordinal).map(StorageState::label).orElse("storage_" + ordinal);
  }

  private static double perSecond(
      IngestLook look, IngestLook before, double seconds, IngestCounter counter) {
    return before == null
        ? Double.NaN
        : (look.counts().get(counter) - before.counts().get(counter)) / seconds;
  }

  /** Whether the kernel granted less socket buffer than was asked for; it grants in doubles. */
  public boolean isBufferSmall() {
    return bufferGrantedBytes < 2 * bufferAskedBytes && bufferGrantedBytes > 0;
  }

  /** Datagrams dropped by us, for whatever reason. */
  public long droppedInAll() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }
}
