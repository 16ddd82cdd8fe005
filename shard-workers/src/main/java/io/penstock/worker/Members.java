package io.penstock.worker;

import io.penstock.counters.ReaderCounter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The shards that read together, and what is asked of all of them at once. */
final class Members implements Iterable<Member> {
  private final List<Member> list = new ArrayList<>();

  void add(Member member) {
    list.add(member);
    showSize();
  }

  void remove(Member member) {
    list.remove(member);
    member.counters().set(ReaderCounter.GROUP_SIZE, 0);
    showSize();
  }

  private void showSize() {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).counters().set(ReaderCounter.GROUP_SIZE, list.size());
    }
  }

  int size() {
    return list.size();
  }

  /** One of them; for the hot path, where an iterator would be garbage. */
  Member get(int i) {
    return list.get(i);
  }

  /** As they are now; whoever goes through them may add and remove. */
  @Override
  public Iterator<Member> iterator() {
    return List.copyOf(list).iterator();
  }

  /** The one that needs the lowest number. */
  Member lowest() {
    Member lowest = list.getFirst();
    for (int i = 1; i < list.size(); i++) {
      lowest = list.get(i).needs() < lowest.needs() ? list.get(i) : lowest;
    }
    return lowest;
  }

  /** Whether one of them was behind and has not come to the end since. */
  boolean isPacing() {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).pace().isPacing()) {
        return true;
      }
    }
    return false;
  }

  /** They have come to the end. */
  void releasePace() {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).pace().release();
    }
  }

  /** Whether none of them has anything to itself for which others would have to wait. */
  boolean areCalm(long nowNs) {
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isCalm(nowNs)) {
        return false;
      }
    }
    return true;
  }

  /** The speed of the slowest; see {@link Pace#speed}. */
  double slowest() {
    double speed = Double.POSITIVE_INFINITY;
    for (int i = 0; i < list.size(); i++) {
      speed = Math.min(speed, list.get(i).pace().speed());
    }
    return speed;
  }

  /** The speed of the fastest. */
  double fastest() {
    double speed = 0;
    for (int i = 0; i < list.size(); i++) {
      speed = Math.max(speed, list.get(i).pace().speed());
    }
    return speed;
  }

  /** Whether another record may be read for them: each has room, and the time if it is paced. */
  boolean mayRead(long nowNs, boolean isPaced) {
    for (int i = 0; i < list.size(); i++) {
      Member member = list.get(i);
      if (isPaced && !member.pace().permits(nowNs)) {
        return false;
      }
      if (!member.hasRoomForARecord()) {
        return false;
      }
    }
    return true;
  }

  /** Adds one to a counter of each. */
  void count(ReaderCounter counter) {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).counters().add(counter, 1);
    }
  }
}
