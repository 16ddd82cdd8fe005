package io.penstock.worker.reading;

import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalCursor;
import io.penstock.shard.Layout;
import io.penstock.statsd.Lines;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shards that read together: a record is read once and each of its lines hashed once for all.
 *
 * <p>Reading begins at what the lowest member needs; a member takes a record only when it has not
 * had it yet, so members need not be at the same place. Nothing is read unless every member has
 * room for all of it, and is paced no slower than that; {@link Groups} keeps those apart who would
 * have to wait for each other.
 */
final class Group implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Group.class);

  private static final long UNKNOWN = -1;

  private final JournalCursor cursor;
  private final Readers members = new Readers();

  /** Null as long as no file says which layout is in force here. */
  private RoutingTable table;

  private Layout layout;
  private boolean lacksLayout;
  private boolean atEnd;
  private boolean layoutChanged;
  private long lastReceiveTimeNs;
  private long payloadBytesBefore = UNKNOWN;
  private long stuckAtNumber = UNKNOWN;
  private boolean isStuck;

  /** Makes a group that reads with {@code cursor}, which it closes in the end. */
  Group(JournalCursor cursor) {
    this.cursor = cursor;
  }

  Readers members() {
    return members;
  }

  /** Adds a member that needs nothing before the group's place. */
  void add(Reader member) {
    members.add(member);
  }

  /** Lets a member go its own way. */
  void remove(Reader member) {
    members.remove(member);
    if (table != null) {
      table.seat(member, false);
    }
  }

  /** Goes to what the lowest member needs. */
  void seek() {
    Reader lowest = members.lowest();
    cursor.seek(lowest.needs(), lowest.hint());
    use(cursor.layout(), Math.max(lowest.needs(), cursor.firstNumber()));
    payloadBytesBefore = UNKNOWN;
    atEnd = false;
  }

  /** The lowest number that a member needs. */
  long needs() {
    return members.lowest().needs();
  }

  /** Whether the last read found nothing more. */
  boolean isAtEnd() {
    return atEnd;
  }

  /** Whether {@link #place} is known: a record was read since the last seek. */
  boolean hasPlace() {
    return payloadBytesBefore != UNKNOWN;
  }

  /** Payload bytes before the group's place: how far groups are from each other. */
  long place() {
    return payloadBytesBefore;
  }

  /** When the record before the group's place was received, epoch ns. */
  long placeTimeNs() {
    return lastReceiveTimeNs;
  }

  /** Whether what was read last is so old that the group must be paced. */
  boolean isBehind(long wallNs) {
    return !atEnd && lastReceiveTimeNs != 0 && wallNs - lastReceiveTimeNs > Pace.BEHIND_NS;
  }

  /**
   * Whether it is behind, or was and has not come to the end since: it does not go at full speed.
   */
  boolean isPaced(long wallNs) {
    return isBehind(wallNs) || members.isPacing();
  }

  /** Asked now and then: whether nothing more was found since, though the head is further on. */
  boolean checkStuck(long headNumber) {
    boolean before = atEnd && needs() < headNumber;
    boolean stuck = before && stuckAtNumber == needs();
    stuckAtNumber = before ? needs() : UNKNOWN;
    isStuck = before && (isStuck || stuck);
    if (stuck) {
      members.count(ReaderCounter.SILENT_ENDS);
    }
    return stuck;
  }

  /** Whether the silence at its end was found to be none, and nothing has come since. */
  boolean isStuck() {
    return isStuck || !hasLayout();
  }

  /** Whether a layout is known by which it can read; until one is, it reads nothing. */
  boolean hasLayout() {
    return table != null;
  }

  /** Whether a layout record was read since this was last asked. */
  boolean takeLayoutChanged() {
    boolean changed = layoutChanged;
    layoutChanged = false;
    return changed;
  }

  /**
   * Reads records and routes their lines to the members.
   *
   * @return records read
   */
  int read(long nowNs, long wallNs, int recordsMax) {
    int records = 0;
    if (!hasLayout()) {
      return 0;
    }
    while (records < recordsMax && members.mayRead(nowNs, isPaced(wallNs))) {
      switch (cursor.poll()) {
        case NOTHING -> {
          atEnd = true;
          members.caughtUp();
          return records;
        }
        case DATAGRAMS -> {
          isStuck = false;
          take(nowNs, wallNs);
        }
        case LAYOUT -> {
          use(cursor.layout(), cursor.firstNumber());
          layoutChanged = true;
        }
        case DAMAGED -> members.count(ReaderCounter.DAMAGED_RECORDS);
      }
      atEnd = false;
      records++;
    }
    return records;
  }

  private void take(long nowNs, long wallNs) {
    long first = cursor.firstNumber();
    long ageNs = wallNs - cursor.receiveTimeNs();
    table.beginRecord();
    for (int i = 0; i < members.size(); i++) {
      Reader member = members.get(i);
      boolean takes = member.takes(first);
      if (takes) {
        member.beginRecord(cursor, ageNs);
      }
      table.seat(member, takes);
    }
    int lines = routeLines(nowNs);
    lastReceiveTimeNs = cursor.receiveTimeNs();
    payloadBytesBefore = cursor.payloadBytesBefore() + cursor.payloadBytes();
    for (int i = 0; i < members.size(); i++) {
      Reader member = members.get(i);
      if (member.takes(first)) {
        member.endRecord(cursor, lines);
      }
    }
  }

  private int routeLines(long nowNs) {
    UnsafeBuffer buffer = cursor.buffer();
    int count = cursor.count();
    int lines = 0;
    for (int i = 0; i < count; i++) {
      int from = cursor.datagramOffset(i);
      int limit = from + cursor.datagramLength(i);
      while (from < limit) {
        int end = Lines.endOfLine(buffer, from, limit);
        int length = Lines.lengthOf(buffer, from, end, limit);
        if (length > 0) {
          lines++;
          table.route(buffer, from, length, nowNs);
        }
        from = end + 1;
      }
    }
    return lines;
  }

  /**
   * Reads by this layout from a number on. Readers that have no place in it take nothing from
   * there.
   */
  private void use(Layout next, long fromNumber) {
    if (next == null) {
      lackLayout();
      return;
    }
    if (!next.equals(layout)) {
      layout = next;
      table = new RoutingTable(layout);
    }
    for (Reader member : members) {
      member.follow(layout, cursor, fromNumber);
    }
  }

  /** The layout record is damaged, and no other file has one: a later one will. */
  private void lackLayout() {
    if (!lacksLayout) {
      lacksLayout = true;
      members.count(ReaderCounter.DAMAGED_RECORDS);
      LOG.warn(
          "no layout record is readable from datagram {} on; waiting until a new journal file has"
              + " one",
          needs());
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
