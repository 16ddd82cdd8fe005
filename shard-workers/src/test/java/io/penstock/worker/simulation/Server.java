package io.penstock.worker.simulation;

import java.util.ArrayList;
import java.util.List;

/** A StatsD server at one address, as the network shows it. */
final class Server {
  /** How it is. */
  enum Mode {
    /** It takes what comes. */
    UP,
    /** It lives and reads nothing: buffers fill. */
    STALLED,
    /** It is gone, and its host says so. */
    REFUSING,
    /** It is gone, or the way there, and nobody says so. */
    SILENT
  }

  /** How long its answers take, errors and acknowledgements. */
  long latencyNs;

  /** How long answers of its probes take besides. */
  long probeDelayNs;

  /** Since when it is as it should be. */
  long healthySinceNs;

  private final List<SimulatedLink> links = new ArrayList<>();
  private Mode mode = Mode.UP;

  Mode mode() {
    return mode;
  }

  boolean isUp() {
    return mode == Mode.UP;
  }

  boolean isThere() {
    return mode == Mode.UP || mode == Mode.STALLED;
  }

  void connected(SimulatedLink link) {
    links.add(link);
  }

  void become(Mode next, long nowNs) {
    if (isThere() && next != Mode.UP && next != Mode.STALLED) {
      died(nowNs, next == Mode.SILENT, false);
    }
    if (next == Mode.UP && mode != Mode.UP) {
      healthySinceNs = nowNs;
    }
    if (mode == Mode.SILENT && next != Mode.SILENT) {
      links.forEach(link -> link.wasForgotten(nowNs));
    }
    mode = next;
  }

  /** Its connections end. */
  void reset(long nowNs, boolean beforeItHasRead) {
    died(nowNs, false, !beforeItHasRead);
    healthySinceNs = nowNs;
  }

  private void died(long nowNs, boolean isSilent, boolean afterReading) {
    for (SimulatedLink link : List.copyOf(links)) {
      link.serverDied(nowNs, isSilent, afterReading);
    }
    if (!isSilent) {
      links.removeIf(SimulatedLink::isOver);
    }
  }

  void tick(long nowNs) {
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).tick(nowNs);
      if (links.get(i).isOver()) {
        links.remove(i);
      }
    }
  }
}
