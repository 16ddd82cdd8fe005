package io.penstock.service;

/**
 * One thread that moves data, as the watchdog sees it.
 *
 * <p>It says so itself, after real work, where it has read the clock anyway: a thread that hangs
 * says nothing, whatever the rest of the process does. Used by the thread that it stands for;
 * allocates nothing.
 */
public final class DataLoop {
  private final ServiceManager manager;
  private final int number;
  private final long intervalNs;
  private long dueAtNs;

  DataLoop(ServiceManager manager, int number, long intervalNs) {
    this.manager = manager;
    this.number = number;
    this.intervalNs = intervalNs;
  }

  /** All that this loop needs is open: it can move data from now on. */
  public void begins(long nowNs) {
    dueAtNs = nowNs + intervalNs;
    manager.begun(number);
  }

  /** The loop has gone round once, whatever there was to do. */
  public void wentRound(long nowNs) {
    if (nowNs - dueAtNs >= 0) {
      dueAtNs = nowNs + intervalNs;
      manager.moved(number);
    }
  }
}
