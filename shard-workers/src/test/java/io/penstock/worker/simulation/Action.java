package io.penstock.worker.simulation;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** One thing that happens, with all that decides how: a verb and up to four numbers. */
record Action(Verb verb, long a, long b, long c, long d) {
  /** What can happen. */
  enum Verb {
    /** Time passes: a ms, in steps of b µs. */
    RUN,
    /** Lines come in: for a ms, b records in ten ms, of shape c, by seed d. */
    TRAFFIC,
    /** Lines come in all at once: a records of shape c, by seed d. */
    BULK,
    /** Server a reads nothing. */
    STALL,
    /** Server a reads and answers again, after b ms each. */
    HEAL,
    /** Server a dies: b is 0 with an answer to whoever sends, 1 in silence. */
    DIE,
    /** Server a resets its connections: b is 1 before it has read what came. */
    RESET,
    /** The name of server a leads elsewhere; b is 1 if the old one dies. */
    MOVE,
    /** Server a dies and lives again b times, for c ms each. */
    FLAP,
    /** Probes of server a are answered b ms late. */
    LATE_PROBES,
    /** Reader a is paused for b ms. */
    PAUSE,
    /** The worker reloads: setting variant a. */
    RELOAD,
    /** The layout has a shards, ring b; the worker hears of it c ms later. */
    LAYOUT,
    /** Retention deletes up to a files. */
    RETAIN,
    /** The next record begins a new file. */
    ROLL,
    /** A bit flips at place b of the record that is a from the newest; if c is 1, of its number. */
    DAMAGE,
    /** The wall clock steps by a ms. */
    CLOCK,
    /** The worker is killed: a −1 now, else at crash point a, for the b-th time within c ms. */
    KILL_WORKER,
    /** The worker stops and starts c ms later. */
    STOP_WORKER,
    /** Something fails within the worker: at crash point a, for the b-th time within c ms. */
    FAIL_WORKER,
    /** Ingest is killed: a −1 now, else at crash point a when it begins a file. */
    KILL_INGEST
  }

  static Action of(Verb verb, long... n) {
    long[] all = Arrays.copyOf(n, 4);
    return new Action(verb, all[0], all[1], all[2], all[3]);
  }

  static Action parse(String text) {
    String[] words = text.strip().split(" ");
    long[] numbers = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
    return of(Verb.valueOf(words[0].toUpperCase(java.util.Locale.ROOT)), numbers);
  }

  @Override
  public String toString() {
    return verb.name().toLowerCase(java.util.Locale.ROOT)
        + LongStream.of(a, b, c, d).mapToObj(n -> " " + n).collect(Collectors.joining());
  }
}
