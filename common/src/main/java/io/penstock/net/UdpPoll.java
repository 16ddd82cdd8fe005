package io.penstock.net;

/**
 * Waits on several receivers at once.
 *
 * <p>Threads: the one that owns the receivers. Does not own them: when one is closed or replaced,
 * make another poll.
 */
public final class UdpPoll {
  private final PollSet polled;
  private final int receivers;

  private UdpPoll(WakeUp wakeUp, UdpReceiver... receivers) {
    this.receivers = receivers.length;
    this.polled = new PollSet(receivers.length + 1);
    for (int i = 0; i < receivers.length; i++) {
      polled.set(i, receivers[i].fd());
    }
    polled.set(receivers.length, wakeUp.fd());
  }

  /** A poll on open receivers, ended by a wake-up as well. */
  public static UdpPoll of(WakeUp wakeUp, UdpReceiver... receivers) {
    return new UdpPoll(wakeUp, receivers);
  }

  /**
   * Waits until a datagram is at any of them, the wake-up is signalled or time is up.
   *
   * @param timeoutMs at most that long; -1 without limit
   * @return true when one of them has something to receive
   */
  public boolean await(int timeoutMs) {
    polled.await(timeoutMs);
    boolean readable = false;
    for (int i = 0; i < receivers; i++) {
      readable |= polled.readable(i);
    }
    return readable;
  }
}
