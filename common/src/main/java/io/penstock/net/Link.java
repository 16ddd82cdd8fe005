package io.penstock.net;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connection to one destination: takes a datagram's worth of lines at a time and never waits.
 *
 * <p>Threads: one. Buffers given must be direct. {@link UdpSender}, {@link StreamLink} and {@link
 * UnixDatagramLink} are the ones of the kernel; tests have others.
 */
public interface Link extends AutoCloseable {
  /** Whether it can be sent on. */
  enum Progress {
    /** The connection is being made; ask again later. */
    CONNECTING,
    /** It is open, as far as is known. */
    OPEN,
    /** It does not stand and never will again; {@link #lastError} says why. */
    BROKEN
  }

  /** Goes on with what is under way, without waiting: connecting, or bytes left over. */
  Progress progress();

  /**
   * Sends one datagram's worth of lines: a newline between them, none at the end.
   *
   * @return what became of it; only {@link SendResult#SENT} took it, all of it
   */
  SendResult send(UnsafeBuffer buffer, int offset, int length);

  /**
   * Takes the errors that came back since the last time.
   *
   * @return how many say that something was not delivered
   */
  int takeErrors();

  /** The last error in words; empty when there was none. */
  String lastError();

  /**
   * Bytes taken since the link was opened, where {@link #acknowledgedBytes} can be compared with
   * them; always 0 without acknowledgements.
   */
  long takenBytes();

  /**
   * Of {@link #takenBytes}, those that the other side's kernel has confirmed. What was sent when
   * taken was n is provably there once this is n or more; without acknowledgements it is 0.
   */
  long acknowledgedBytes();

  /** The one call that waits: at a clean end, at most so long, until all taken is acknowledged. */
  void settle(long timeoutNs);

  @Override
  void close();
}
