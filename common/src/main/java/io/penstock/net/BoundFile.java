package io.penstock.net;

import java.io.IOException;

/**
 * The file of a Unix socket that clients send to, and what to do when it is no longer there:
 * removed by hand or by a cleaner, or replaced. The socket lives on then, and no client finds it.
 *
 * <p>Threads: that of the socket.
 */
public interface BoundFile {
  /** The path, as people write it. */
  String path();

  /** Whether the path still leads to our socket; true when that is unknown. */
  boolean isOurs();

  /**
   * Binds a new socket to the path and lets the old one's clients go, after what they have sent is
   * received: they are refused from now on and connect again.
   *
   * @throws IOException when it cannot be done now, saying why: another process listens there, say
   */
  void renew() throws IOException;
}
