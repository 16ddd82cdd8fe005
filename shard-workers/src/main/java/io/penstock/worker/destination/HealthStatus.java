package io.penstock.worker.destination;

import java.net.InetAddress;

/** What the health probes of one destination have said. A seam for tests. */
public interface HealthStatus extends AutoCloseable {
  /**
   * The probes that were answered, and how the last one was.
   *
   * @param probes how many have ended
   * @param failures how many of them found no life
   * @param beganNs when the last one began, monotonic; it proves nothing about later
   * @param isAlive whether it found life
   * @param trouble why not; empty when it did
   */
  record Answer(long probes, long failures, long beganNs, boolean isAlive, String trouble) {
    /** No probe has ended yet. */
    public static final Answer NONE = new Answer(0, 0, Long.MIN_VALUE, false, "");
  }

  /** Those of a destination that cannot be asked. */
  static HealthStatus none() {
    return new HealthStatus() {
      @Override
      public Answer newest() {
        return Answer.NONE;
      }

      @Override
      public void probeNow() {
        // no server to probe
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }

  /** The newest answer; any thread. */
  Answer newest();

  /** Asks for a probe now rather than at the next interval. */
  void probeNow();

  /**
   * Lines are sent to this address of a host: probes of that host use it from now on, because
   * another address of the name may be another server, and proves nothing.
   */
  default void connected(String host, InetAddress address) {}

  /** Nothing is sent any more: the name may lead elsewhere. */
  default void disconnected() {}

  @Override
  void close();
}
