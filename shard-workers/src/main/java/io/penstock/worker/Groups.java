package io.penstock.worker;

import io.penstock.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Who reads with whom. A shard begins by itself; groups that have come to the same place become
 * one; a shard in trouble leaves.
 */
final class Groups implements AutoCloseable {
  /** Records that one group reads before the others get their turn. */
  private static final int ROUND_RECORDS = 64;

  /** The same for a group that is behind, when there are others. */
  private static final int BEHIND_ROUND_RECORDS = 8;

  /** Groups so near to each other become one, at the price of reading this much again. */
  private static final long MEETING_BYTES = 1 << 20;

  private final JournalReader journal;
  private final long windowBytes;
  private final List<Group> groups = new ArrayList<>();

  /**
   * Makes none yet.
   *
   * @param windowBytes groups that are both behind become one when they are so near
   */
  Groups(JournalReader journal, long windowBytes) {
    this.journal = journal;
    this.windowBytes = windowBytes;
  }

  /** Lets a shard read from what it needs, by itself at first. */
  void begin(Member member) {
    Group group = new Group(journal.newCursor());
    group.add(member);
    group.seek();
    groups.add(group);
  }

  /** Lets a shard read no more, if it does. */
  void leave(Member member) {
    Group group = member.group();
    if (group != null) {
      group.remove(member);
      if (group.members().size() == 0) {
        groups.remove(group);
        group.close();
      }
    }
  }

  /**
   * Lets each group read; one that is behind yields to the others.
   *
   * @return records read
   */
  int read(long nowNs, long wallNs) {
    int records = 0;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      boolean yields = groups.size() > 1 && group.isPaced(wallNs);
      records += group.read(nowNs, wallNs, yields ? BEHIND_ROUND_RECORDS : ROUND_RECORDS);
    }
    return records;
  }

  /** Whether a layout record was read since this was last asked. */
  boolean takeLayoutChanged() {
    boolean changed = false;
    for (int i = 0; i < groups.size(); i++) {
      changed |= groups.get(i).takeLayoutChanged();
    }
    return changed;
  }

  /** Groups that have come to the same place become one. */
  void meet(long wallNs) {
    for (int i = groups.size() - 1; i > 0; i--) {
      for (int k = 0; k < i; k++) {
        if (haveMet(groups.get(i), groups.get(k), wallNs)) {
          merge(groups.get(i), groups.get(k));
          break;
        }
      }
    }
  }

  private boolean haveMet(Group one, Group other, long wallNs) {
    // One that keeps up does not wait for one that is paced, nor for one that has no room.
    if (one.isPaced(wallNs) != other.isPaced(wallNs)
        || one.members().isHeldUp()
        || other.members().isHeldUp()) {
      return false;
    }
    if (one.needs() == other.needs()) {
      return true;
    }
    if (!one.hasPlace() || !other.hasPlace()) {
      return false;
    }
    long near = one.isPaced(wallNs) ? windowBytes : MEETING_BYTES;
    return Math.abs(one.place() - other.place()) <= near;
  }

  /** All members go on in the group that is behind; those of the other skip what they have had. */
  private void merge(Group one, Group other) {
    Group behind = one.needs() <= other.needs() ? one : other;
    Group ahead = behind == one ? other : one;
    for (Member member : ahead.members()) {
      ahead.remove(member);
      behind.add(member);
    }
    groups.remove(ahead);
    ahead.close();
  }

  /** A group at the end of what it finds, and yet behind the head, has lost its way: it seeks. */
  void seekWhereStuck(long headNumber) {
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (group.isStuckBefore(headNumber)) {
        group.seek();
      }
    }
  }

  @Override
  public void close() {
    groups.forEach(Group::close);
    groups.clear();
  }
}
