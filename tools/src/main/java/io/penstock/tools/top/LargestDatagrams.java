package io.penstock.tools.top;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The largest datagrams that there were. */
final class LargestDatagrams {
  /**
   * A datagram.
   *
   * @param number its number
   * @param bytes its size
   * @param lines how many lines it holds
   * @param name of its first line, escaped
   */
  record Large(long number, int bytes, int lines, String name) {}

  private final int limit;
  private final PriorityQueue<Large> smallestFirst =
      new PriorityQueue<>(
          Comparator.comparingInt(Large::bytes)
              .thenComparing(Comparator.comparingLong(Large::number).reversed()));

  LargestDatagrams(int limit) {
    this.limit = limit;
  }

  /** Whether one of that size would be among them. */
  boolean isOne(int bytes) {
    return smallestFirst.size() < limit || bytes > smallestFirst.peek().bytes();
  }

  void add(Large datagram) {
    smallestFirst.add(datagram);
    if (smallestFirst.size() > limit) {
      smallestFirst.poll();
    }
  }

  List<Large> list() {
    return smallestFirst.stream().sorted(smallestFirst.comparator().reversed()).toList();
  }
}
