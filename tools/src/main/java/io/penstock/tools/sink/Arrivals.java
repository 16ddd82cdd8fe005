package io.penstock.tools.sink;

import org.agrona.concurrent.UnsafeBuffer;

/** What a sink does with each datagram. Called by one thread. */
public interface Arrivals {
  /**
   * Takes one datagram.
   *
   * @return how many lines it held
   */
  int feed(int port, UnsafeBuffer buffer, int offset, int length);

  /** Whether the content of lines is to be summed; it costs some nanoseconds a line. */
  default boolean sumsContent() {
    return true;
  }
}
