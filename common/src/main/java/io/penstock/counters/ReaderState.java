package io.penstock.counters;

import java.util.Locale;
import java.util.Optional;

/**
 * What a reader does now. Its ordinal stands in {@link ReaderCounter#STATE}: the order never
 * changes, new ones come at the end.
 */
public enum ReaderState {
  /** Opening the journal and looking for its position. */
  STARTING("It opens the journal and looks for its position."),
  /** Reading and sending, within a second of the head. */
  READING("It reads and sends, close behind the head."),
  /** Nothing left to read. */
  CAUGHT_UP("It has read everything there is."),
  /** More than a second behind, sending no faster than the replay rate. */
  CATCHING_UP("It is behind, and sends no faster than replay_rate."),
  /** As {@link #SUSPECT} and {@link #DOWN}, of a Penstock that did not tell them apart. */
  BACKING_OFF("Its destination refuses; it waits before the next attempt."),
  /** The journal has no layout with this shard yet. */
  WAITING_FOR_LAYOUT("The journal has no layout with this shard yet."),
  /** The layout in force no longer has this shard, and all before that is sent. */
  RETIRED("The layout no longer has this shard; what was left for it is sent."),
  /** Ended of its own will; the position is committed. */
  STOPPED("It was stopped, with its position committed."),
  /** Its destination refused, or a probe failed: it went back, and waits for a sign of life. */
  SUSPECT("There was trouble with its destination; it went back and waits for a sign of life."),
  /** There was trouble again, and no sign of life. */
  DOWN("Its destination does not answer; its lines wait in the journal."),
  /** The destination is back, and the backlog is sent, rate-limited. */
  RECOVERING("Its destination is back; the backlog is sent, rate-limited."),
  /** It was paused by hand. */
  PAUSED("It was paused; its lines wait in the journal."),
  /** Before the head, and yet nothing more is found: the journal's end is damaged. */
  STUCK("It finds no more, though the head is further on; penstock check says why.");

  private static final ReaderState[] ALL = values();

  private final String help;

  ReaderState(String help) {
    this.help = help;
  }

  /** The word that tools and metrics show: {@code catching_up}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }

  /** The state with that number; empty when a newer Penstock wrote it. */
  public static Optional<ReaderState> of(long ordinal) {
    return ordinal >= 0 && ordinal < ALL.length
        ? Optional.of(ALL[(int) ordinal])
        : Optional.empty();
  }
}
