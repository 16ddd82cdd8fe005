package io.penstock.worker.reading;

import io.penstock.journal.JournalCursors;
import io.penstock.journal.JournalReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who reads with whom.
 *
 * <p>To read together saves reading and hashing, and costs that each waits for the others. So those
 * read together who would not wait: they are at the same place, their servers take what comes, and
 * they are paced alike or not at all. Any other reads alone, and what it reads is read once more
 * for it.
 *
 * <p>That is bounded twice. Of the groups that are behind, those that are nearest to each other
 * become one as soon as there are more than {@link #BEHIND_MAX}, but for the one that is furthest;
 * and all of them together read {@link #BEHIND_ROUND_RECORDS} records while one that keeps up reads
 * {@link #ROUND_RECORDS}.
 */
public final class Groups implements AutoCloseable {
  /** Records that one group reads before the others get their turn. */
  private static final int ROUND_RECORDS = 64;

  /** The same for all groups together that are behind, when there are others; but one each. */
  private static final int BEHIND_ROUND_RECORDS = 16;

  /** How many groups may be behind, each at its own place and pace. */
  public static final int BEHIND_MAX = 8;

  /** Groups so near to each other are at the same place: to read this again takes a millisecond. */
  private static final long SAME_PLACE_BYTES = 256 << 10;

  /** The same for those that are paced, whom bytes may cost any time. */
  private static final long SAME_PLACE_NS = 100_000_000;

  /** A reader may join others whose speeds differ by up to this factor. */
  private static final double ALIKE = 1.5;

  /** A reader that could be faster than its group by this factor leaves it. */
  private static final double UNLIKE = 2;

  /** Speeds above this count as equal: the difference would not be noticed. */
  private static final double FAST = 16;

  private final JournalCursors cursors;
  private final long windowBytes;
  private final List<Group> groups = new ArrayList<>();
  private final Map<Reader, Group> groupOf = new IdentityHashMap<>();
  private int behind;

  /**
   * Makes none yet.
   *
   * @param windowBytes how near groups must be to each other that become one because too many are
   *     behind
   */
  public Groups(JournalReader journal, long windowBytes) {
    this.cursors = journal.newCursors();
    this.windowBytes = windowBytes;
  }

  /** Lets a shard read from what it needs, by itself at first. */
  public void begin(Reader member) {
    Group group = new Group(cursors.newCursor());
    add(member, group);
    group.seek();
    groups.add(group);
  }

  /** Lets a shard read no more, if it does. */
  public void leave(Reader member) {
    Group group = groupOf.remove(member);
    if (group != null) {
      group.remove(member);
      if (group.members().size() == 0) {
        groups.remove(group);
        group.close();
      }
    }
  }

  private void add(Reader member, Group group) {
    group.add(member);
    groupOf.put(member, group);
  }

  /** The state of reading for a shard. */
  public Reading reading(Reader member, long wallNs) {
    Group group = groupOf.get(member);
    if (group == null) {
      return Reading.NOT_READING;
    }
    if (group.isStuck()) {
      return Reading.STUCK;
    }
    if (group.isAtEnd()) {
      return Reading.AT_END;
    }
    return group.isPaced(wallNs) ? Reading.PACED : Reading.FREELY;
  }

  /** Whether everything that there is has been read for a shard. */
  public boolean isAtEnd(Reader member) {
    Group group = groupOf.get(member);
    return group != null && group.isAtEnd();
  }

  /**
   * Lets each group read; those that are behind yield to the others.
   *
   * @return records read
   */
  public int read(long nowNs, long wallNs) {
    int yielding = 0;
    for (int i = 0; i < groups.size(); i++) {
      yielding += groups.get(i).isPaced(wallNs) ? 1 : 0;
    }
    behind = yielding;
    int behindRecords = Math.max(1, BEHIND_ROUND_RECORDS / Math.max(1, yielding));
    int records = 0;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      boolean yields = groups.size() > 1 && group.isPaced(wallNs);
      records += group.read(nowNs, wallNs, yields ? behindRecords : ROUND_RECORDS);
    }
    return records;
  }

  /** Whether a layout record was read since this was last asked. */
  public boolean takeLayoutChanged() {
    boolean changed = false;
    for (int i = 0; i < groups.size(); i++) {
      changed |= groups.get(i).takeLayoutChanged();
    }
    return changed;
  }

  /** Those that would not wait for each other read together, those that would, apart. */
  public void meet(long nowNs, long wallNs) {
    for (int i = groups.size() - 1; i >= 0; i--) {
      part(groups.get(i), nowNs, wallNs);
    }
    for (int i = groups.size() - 1; i > 0; i--) {
      Group one = groups.get(i);
      if (!one.members().areCalm(nowNs)) {
        continue;
      }
      for (int k = 0; k < i; k++) {
        Group other = groups.get(k);
        if (haveMet(one, other, wallNs) && other.members().areCalm(nowNs)) {
          merge(one, other);
          break;
        }
      }
    }
    while (joinNearestBehind(nowNs, wallNs)) {
      // until there are few enough
    }
  }

  /** Lets the slow ones of a paced group read by themselves: the others need not wait for them. */
  private void part(Group group, long nowNs, long wallNs) {
    if (group.members().size() == 1 || !group.isPaced(wallNs) || behind >= BEHIND_MAX) {
      return;
    }
    double fast = Math.min(FAST, group.members().fastest());
    if (group.members().slowest() * UNLIKE >= fast) {
      return;
    }
    Group slow = new Group(cursors.newCursor());
    for (Reader member : group.members()) {
      if (member.speed() * ALIKE < fast) {
        group.remove(member);
        add(member, slow);
      }
    }
    slow.seek();
    groups.add(slow);
    behind++;
  }

  private static boolean haveMet(Group one, Group other, long wallNs) {
    boolean isPaced = one.isPaced(wallNs);
    if (isPaced != other.isPaced(wallNs) || (isPaced && !areAlike(one, other))) {
      return false;
    }
    if (one.needs() == other.needs()) {
      return true;
    }
    return one.hasPlace()
        && other.hasPlace()
        && distance(one, other) <= SAME_PLACE_BYTES
        && (!isPaced || Math.abs(one.placeTimeNs() - other.placeTimeNs()) <= SAME_PLACE_NS);
  }

  private static boolean areAlike(Group one, Group other) {
    double slowest = Math.min(one.members().slowest(), other.members().slowest());
    double fastest = Math.max(one.members().fastest(), other.members().fastest());
    return slowest * ALIKE >= Math.min(FAST, fastest);
  }

  private static long distance(Group one, Group other) {
    return Math.abs(one.place() - other.place());
  }

  /**
   * Too many are behind: of those that are, the two that are nearest to each other become one, but
   * the one that is furthest ahead never waits.
   *
   * @return false when there is nothing to join
   */
  private boolean joinNearestBehind(long nowNs, long wallNs) {
    if (behind <= BEHIND_MAX) {
      return false;
    }
    List<Group> joinable = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (group.isPaced(wallNs) && group.hasPlace() && group.members().areCalm(nowNs)) {
        joinable.add(group);
      }
    }
    if (joinable.size() <= BEHIND_MAX) {
      return false;
    }
    joinable.sort(Comparator.comparingLong(Group::place));
    int nearest = 0;
    for (int i = 1; i < joinable.size() - 2; i++) {
      if (distance(joinable.get(i), joinable.get(i + 1))
          < distance(joinable.get(nearest), joinable.get(nearest + 1))) {
        nearest = i;
      }
    }
    if (distance(joinable.get(nearest), joinable.get(nearest + 1)) > windowBytes) {
      return false;
    }
    merge(joinable.get(nearest), joinable.get(nearest + 1));
    behind--;
    return true;
  }

  /**
   * All members continue in the group that is behind; those of the other skip what they have read.
   */
  private void merge(Group one, Group other) {
    Group behind = one.needs() <= other.needs() ? one : other;
    Group ahead = behind == one ? other : one;
    for (Reader member : ahead.members()) {
      ahead.remove(member);
      add(member, behind);
    }
    groups.remove(ahead);
    ahead.close();
  }

  /** A group at the end of what it finds, and yet behind the head, has lost its way: it seeks. */
  public void seekWhereStuck(long headNumber) {
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (!group.hasLayout() || group.checkStuck(headNumber)) {
        group.seek();
      }
    }
  }

  @Override
  public void close() {
    groups.forEach(Group::close);
    groups.clear();
    groupOf.clear();
    cursors.close();
  }
}
