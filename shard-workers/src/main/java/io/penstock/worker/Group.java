package io.penstock.worker;

import io.penstock.counters.ReaderCounter;
import io.penstock.journal.JournalCursor;
import io.penstock.shard.Layout;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Lines;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Shards that read together: a record is read once and each of its lines hashed once for all, and
 * once more for each second ring that has members here.
 *
 * <p>Reading begins at what the lowest member needs; a member takes a record only when it has not
 * had it yet, so members need not stand at the same place. Nothing is read unless every member has
 * room for all of it.
 */
final class Group implements AutoCloseable {
  /** Receive time is older than this: the reader is behind, and paced. */
  static final long BEHIND_NS = 1_000_000_000;

  private static final long UNKNOWN = -1;

  private static final RingSeats[] NO_RINGS = {};

  private final JournalCursor cursor;
  private final List<Shard> members = new ArrayList<>();

  private Layout layout;
  private ShardFunction function;

  /** The members that take the record at hand, by shard number; null elsewhere. */
  private Shard[] taking = new Shard[0];

  /** The same of mirrors. */
  private Shard[] mirroring = new Shard[0];

  /** The same of each second ring; there is seldom any. */
  private RingSeats[] rings = NO_RINGS;

  /** Whether a shard or the mirror of one takes the record at hand. */
  private boolean shardsTake;

  private boolean atEnd;
  private boolean layoutChanged;
  private long nextNumber;
  private long lastReceiveTimeNs;
  private long payloadBytesBefore = UNKNOWN;
  private long stuckAtNumber = UNKNOWN;
  private boolean isStuck;

  /** Makes a group that reads with {@code cursor}, which it closes in the end. */
  Group(JournalCursor cursor) {
    this.cursor = cursor;
  }

  List<Shard> members() {
    return members;
  }

  /** Adds a member that needs nothing before the group's place. */
  void add(Shard shard) {
    members.add(shard);
    shard.join(this);
    countMembers();
  }

  /** Lets a member go its own way. */
  void remove(Shard shard) {
    members.remove(shard);
    shard.join(null);
    seat(shard, null);
    shard.counters().set(ReaderCounter.GROUP_SIZE, 0);
    countMembers();
  }

  private void seat(Shard member, Shard takes) {
    if (member.isOfRing()) {
      for (int i = 0; i < rings.length; i++) {
        if (rings[i].isFor(member)) {
          rings[i].seat(member, takes);
        }
      }
      return;
    }
    Shard[] seats = member.isMirror() ? mirroring : taking;
    if (member.number() < seats.length) {
      seats[member.number()] = takes;
    }
  }

  private void countMembers() {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).counters().set(ReaderCounter.GROUP_SIZE, members.size());
    }
  }

  /** Goes to what the lowest member needs. */
  void seek() {
    Shard lowest = members.getFirst();
    for (Shard member : members) {
      if (member.needs() < lowest.needs()) {
        lowest = member;
      }
    }
    cursor.seek(lowest.needs(), lowest.hint());
    nextNumber = Math.max(lowest.needs(), cursor.firstNumber());
    use(cursor.layout());
    retireMembers();
    payloadBytesBefore = UNKNOWN;
    atEnd = false;
  }

  /** The lowest number that a member needs. */
  long needs() {
    long needs = Long.MAX_VALUE;
    for (int i = 0; i < members.size(); i++) {
      needs = Math.min(needs, members.get(i).needs());
    }
    return needs;
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

  /** Whether what was read last is so old that the group must be paced. */
  boolean isBehind(long wallNs) {
    return !atEnd && lastReceiveTimeNs != 0 && wallNs - lastReceiveTimeNs > BEHIND_NS;
  }

  /**
   * Whether it is behind, or was and has not come to the end since: it does not go at full speed.
   */
  boolean isPaced(long wallNs) {
    if (isBehind(wallNs)) {
      return true;
    }
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).pace().isPacing()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a member had no room when it was last asked. */
  boolean isHeldUp() {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).isHeldUp()) {
        return true;
      }
    }
    return false;
  }

  private void releasePace() {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).pace().release();
    }
  }

  /** Asked now and then: whether nothing more was found since, though the head is further on. */
  boolean isStuckBefore(long headNumber) {
    boolean before = atEnd && needs() < headNumber;
    boolean stuck = before && stuckAtNumber == needs();
    stuckAtNumber = before ? needs() : UNKNOWN;
    isStuck = before && (isStuck || stuck);
    if (stuck) {
      for (int i = 0; i < members.size(); i++) {
        members.get(i).counters().add(ReaderCounter.SILENT_ENDS, 1);
      }
    }
    return stuck;
  }

  /** Whether the silence at its end was found to be none, and nothing has come since. */
  boolean isStuck() {
    return isStuck;
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
    while (records < recordsMax && mayRead(nowNs, wallNs)) {
      switch (cursor.poll()) {
        case NOTHING -> {
          atEnd = true;
          releasePace();
          return records;
        }
        case DATAGRAMS -> {
          isStuck = false;
          take(nowNs, wallNs);
        }
        case LAYOUT -> change();
        case DAMAGED -> countDamage();
      }
      atEnd = false;
      records++;
    }
    return records;
  }

  private boolean mayRead(long nowNs, long wallNs) {
    boolean paced = isPaced(wallNs);
    for (int i = 0; i < members.size(); i++) {
      Shard member = members.get(i);
      if (paced && !member.pace().permits(nowNs)) {
        return false;
      }
      if (!member.hasRoomForARecord(nowNs)) {
        return false;
      }
    }
    return true;
  }

  private void take(long nowNs, long wallNs) {
    long first = cursor.firstNumber();
    long ageNs = wallNs - cursor.receiveTimeNs();
    shardsTake = false;
    for (int i = 0; i < members.size(); i++) {
      Shard member = members.get(i);
      boolean takes = member.takes(first);
      if (takes) {
        member.beginRecord(cursor, ageNs);
        shardsTake |= !member.isOfRing();
      }
      seat(member, takes ? member : null);
    }
    int lines = routeLines(nowNs);
    nextNumber = first + cursor.count();
    lastReceiveTimeNs = cursor.receiveTimeNs();
    payloadBytesBefore = cursor.payloadBytesBefore() + cursor.payloadBytes();
    for (int i = 0; i < members.size(); i++) {
      Shard member = members.get(i);
      if (member.takes(first)) {
        member.endRecord(
            cursor.count(),
            cursor.payloadBytes(),
            lines,
            cursor.nextIndexHint(),
            lastReceiveTimeNs);
        member.counters().set(ReaderCounter.CURSOR_BYTES, payloadBytesBefore);
      }
    }
  }

  private int routeLines(long nowNs) {
    boolean ringsTake = doRingsTake();
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
          if (shardsTake) {
            routeToShards(buffer, from, length, nowNs);
          }
          if (ringsTake) {
            routeToRings(buffer, from, length, nowNs);
          }
        }
        from = end + 1;
      }
    }
    return lines;
  }

  private void routeToShards(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    int number = function.shardOf(buffer, offset, length);
    Shard shard = taking[number];
    if (shard != null) {
      shard.route(buffer, offset, length, nowNs);
    }
    Shard mirror = mirroring[number];
    if (mirror != null) {
      mirror.route(buffer, offset, length, nowNs);
    }
  }

  private boolean doRingsTake() {
    for (int i = 0; i < rings.length; i++) {
      if (rings[i].areTaken()) {
        return true;
      }
    }
    return false;
  }

  private void routeToRings(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    for (int i = 0; i < rings.length; i++) {
      if (rings[i].areTaken()) {
        rings[i].route(buffer, offset, length, nowNs);
      }
    }
  }

  private void change() {
    nextNumber = cursor.firstNumber();
    use(cursor.layout());
    retireMembers();
    layoutChanged = true;
  }

  /**
   * Tells the members that the layout in force has no place for; they take nothing from here on.
   */
  private void retireMembers() {
    for (int i = 0; i < members.size(); i++) {
      Shard member = members.get(i);
      if (!member.name().isIn(layout) && member.needs() <= nextNumber) {
        member.retire(cursor);
      }
    }
  }

  private void use(Layout next) {
    layout = next;
    function = ShardFunction.of(next);
    taking = new Shard[next.shards()];
    mirroring = new Shard[next.shards()];
    rings =
        next.mirrors().isEmpty()
            ? NO_RINGS
            : next.mirrors().entrySet().stream()
                .map(ring -> new RingSeats(ring.getKey(), ring.getValue()))
                .toArray(RingSeats[]::new);
    for (Shard member : members) {
      Layout own = member.name().ringIn(next);
      member.counters().set(ReaderCounter.LAYOUT_SHARDS, own == null ? 0 : own.shards());
    }
  }

  private void countDamage() {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).countDamage();
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
