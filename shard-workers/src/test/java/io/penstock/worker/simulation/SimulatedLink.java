package io.penstock.worker.simulation;

import io.penstock.net.Link;

/** A link in the simulation, as its server sees it. */
interface SimulatedLink extends Link {
  /** Time has passed. */
  void tick(long nowNs);

  /** The server's process has ended, or reset the connection. */
  void serverDied(long nowNs, boolean isSilent, boolean afterReading);

  /** The server is back, and knows nothing of this link. */
  void wasForgotten(long nowNs);

  /** Whether nothing can happen on it any more. */
  boolean isOver();
}
