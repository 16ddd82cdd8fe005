package io.penstock.tools.status;

import io.penstock.backlog.Backlog;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderOwner;
import io.penstock.tools.look.Counts;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.ReaderLook;

/**
 * The state of a reader, in the terms of the operator.
 *
 * @param name of the reader
 * @param shard its number; -1 when the name is not {@code shard-N}
 * @param destination address; empty when the configuration has none for it
 * @param life whether its worker lives
 * @param pid of the worker that wrote last
 * @param state what it does; its life when it does nothing
 * @param position number of the next datagram it needs
 * @param backlogDatagrams that are not sent yet, those of other shards among them
 * @param backlogBytes payload of those
 * @param inDoubtDatagrams that are sent and not yet committed
 * @param lagNs age of the oldest line that is not sent; 0 when nothing waits
 * @param linesPerSecond accepted since the look before; NaN without one
 * @param etaSeconds until it has caught up at the current rates; 0 when it has, infinite when it
 *     falls behind, NaN when not known
 * @param lines committed
 * @param rejectedLines that can never be sent
 * @param lost datagrams that were not found in the journal, by reason
 * @param expired datagrams passed over as too old
 * @param repeatedLines accepted lines that were sent again
 * @param begunEpochNs when its books were begun, epoch ns; 0 when that is not known
 */
public record ReaderReport(
    String name,
    int shard,
    String destination,
    Life life,
    long pid,
    String state,
    long position,
    long backlogDatagrams,
    long backlogBytes,
    long inDoubtDatagrams,
    long lagNs,
    double linesPerSecond,
    double etaSeconds,
    long lines,
    long rejectedLines,
    Losses lost,
    long expired,
    long repeatedLines,
    long begunEpochNs) {

  /** A reader that is nearer than this has caught up, though there is always something unread. */
  private static final long CLOSE_NS = 1_000_000_000;

  static ReaderReport of(
      ReaderLook look,
      ReaderLook before,
      double seconds,
      IngestReport ingest,
      String destination,
      boolean isAbandoned) {
    Counts<ReaderCounter> counts = look.counts();
    Position position = look.position();
    boolean isOver = isAbandoned && look.life() != Life.ALIVE;
    Backlog backlog = isOver ? Backlog.NONE : look.backlog();
    long accepted = counts.get(ReaderCounter.ACCEPTED_LINES);
    long then = before == null ? 0 : before.counts().get(ReaderCounter.ACCEPTED_LINES);
    return new ReaderReport(
        look.name(),
        look.shard(),
        destination,
        look.life(),
        look.pid(),
        stateOf(look, isOver),
        position.number(),
        backlog.unsentDatagrams(),
        backlog.unsentBytes(),
        backlog.inDoubtDatagrams(),
        backlog.lagNs(),
        before == null ? Double.NaN : (accepted - then) / seconds,
        etaSeconds(look, before, seconds, ingest),
        position.lines(),
        position.rejectedLines(),
        position.lost(),
        position.expired(),
        counts.get(ReaderCounter.REPEATED_LINES),
        look.books().begun());
  }

  private static double etaSeconds(
      ReaderLook look, ReaderLook before, double seconds, IngestReport ingest) {
    if (look.backlog().lagNs() < CLOSE_NS) {
      return 0;
    }
    if (look.life() != Life.ALIVE) {
      return Double.NaN;
    }
    if (before == null) {
      long said = look.counts().get(ReaderCounter.CATCH_UP_SECONDS);
      return said < 0 ? Double.POSITIVE_INFINITY : said;
    }
    long cursor = look.counts().get(ReaderCounter.CURSOR_NUMBER);
    double readPerSecond = (cursor - before.counts().get(ReaderCounter.CURSOR_NUMBER)) / seconds;
    double gainPerSecond = readPerSecond - ingest.appendedPerSecond();
    return gainPerSecond > 0 ? (ingest.head() - cursor) / gainPerSecond : Double.POSITIVE_INFINITY;
  }

  private static String stateOf(ReaderLook look, boolean isOver) {
    long state = look.counts().get(ReaderCounter.STATE);
    if (isOver && state != ReaderState.RETIRED.ordinal()) {
      return ReaderOwner.ABANDONED.label();
    }
    return look.state();
  }

  /** Whether nothing is left for it and nothing more will come: no worker is missed. */
  boolean isOver() {
    return state.equals(ReaderState.RETIRED.label()) || state.equals(ReaderOwner.ABANDONED.label());
  }
}
