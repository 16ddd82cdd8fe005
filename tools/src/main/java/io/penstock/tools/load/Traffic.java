package io.penstock.tools.load;

import org.agrona.concurrent.UnsafeBuffer;

/** The bytes of each datagram, by its index. One thread; allocates nothing after it is made. */
interface Traffic {
  /**
   * Makes ready consecutive datagrams of one source.
   *
   * @param datagram index of the first, since the plan's very start
   * @param count how many; they are of one source only when the plan's group holds them all
   */
  void prepare(long datagram, int count);

  /** Where they lie, one after another. */
  UnsafeBuffer buffer();

  /** Where the first begins. */
  int offset();

  /** Bytes of all of them. */
  int length();

  /** Bytes of each; of the only one when there is one. */
  int segmentBytes();
}
