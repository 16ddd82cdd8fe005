package io.penstock.tools.replay;

import org.agrona.concurrent.UnsafeBuffer;

/** Takes datagrams to one destination, or only seems to. */
interface Carrier extends AutoCloseable {
  /** Takes everything, and drops it. */
  Carrier NOWHERE =
      new Carrier() {
        @Override
        public boolean send(UnsafeBuffer buffer, int offset, int length) {
          return true;
        }

        @Override
        public void check() {}

        @Override
        public void finish() {}

        @Override
        public void close() {}
      };

  /**
   * Sends one datagram, and waits for room when there is none.
   *
   * @return false when it can never be sent, being too big
   * @throws Refused when the destination has not taken it, or something before it
   */
  boolean send(UnsafeBuffer buffer, int offset, int length) throws Refused;

  /** Asks whether what was sent has come back. */
  void check() throws Refused;

  /** Waits until what was sent is confirmed or, where nothing confirms, a moment for refusals. */
  void finish() throws Refused;

  @Override
  void close();
}
