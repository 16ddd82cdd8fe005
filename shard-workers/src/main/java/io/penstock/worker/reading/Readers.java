package io.penstock.worker.reading;

import io.penstock.counters.ReaderCounter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The shards that read together, and what is asked of all of them at once. */
final class Readers implements Iterable<Reader> {
  private final List<Reader> list = new ArrayList<>();

  void add(Reader member) {
    list.add(member);
    showSize();
  }

  void remove(Reader member) {
    list.remove(member);
    member.readsWith(0);
    showSize();
  }

  private void showSize() {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).readsWith(list.size());
    }
  }

  int size() {
    return list.size();
  }

  /** One of them; for the hot path, where an iterator would be garbage. */
  Reader get(int i) {
    return list.get(i);
  }

  /** A snapshot: the caller may add and remove readers while it iterates. */
  @Override
  public Iterator<Reader> iterator() {
    return List.copyOf(list).iterator();
  }

  /** The one that needs the lowest number. */
  Reader lowest() {
    Reader lowest = list.getFirst();
    for (int i = 1; i < list.size(); i++) {
      lowest = list.get(i).needs() < lowest.needs() ? list.get(i) : lowest;
    }
    return lowest;
  }

  /** Whether one of them was behind and has not come to the end since. */
  boolean isPacing() {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).isPacing()) {
        return true;
      }
    }
    return false;
  }

  /** They have come to the end. */
  void caughtUp() {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).caughtUp();
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
      speed = Math.min(speed, list.get(i).speed());
    }
    return speed;
  }

  /** The speed of the fastest. */
  double fastest() {
    double speed = 0;
    for (int i = 0; i < list.size(); i++) {
      speed = Math.max(speed, list.get(i).speed());
    }
    return speed;
  }

  /** Whether another record may be read for them: each has room, and the time if it is paced. */
  boolean mayRead(long nowNs, boolean isPaced) {
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).mayRead(nowNs, isPaced)) {
        return false;
      }
    }
    return true;
  }

  /** Adds one to a counter of each. */
  void count(ReaderCounter counter) {
    for (int i = 0; i < list.size(); i++) {
      list.get(i).count(counter);
    }
  }
}
