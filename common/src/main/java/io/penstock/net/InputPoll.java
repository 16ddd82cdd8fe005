package io.penstock.net;

/**
 * Waits on several inputs at once.
 *
 * <p>Threads: the one that owns the inputs. Does not own them: when one is closed or replaced, make
 * another poll.
 */
public final class InputPoll {
  private final PollSet polled;
  private final int inputs;

  private InputPoll(WakeUp wakeUp, Input... inputs) {
    this.inputs = inputs.length;
    this.polled = new PollSet(inputs.length + 1);
    for (int i = 0; i < inputs.length; i++) {
      polled.set(i, fd(inputs[i]));
    }
    polled.set(inputs.length, wakeUp.fd());
  }

  private static int fd(Input input) {
    return switch (input) {
      case UdpReceiver udp -> udp.fd();
      case UnixDatagramReceiver unix -> unix.fd();
      case StreamInputs streams -> streams.fd();
    };
  }

  /** A poll on open inputs, ended by a wake-up as well. */
  public static InputPoll of(WakeUp wakeUp, Input... inputs) {
    return new InputPoll(wakeUp, inputs);
  }

  /**
   * Waits until something is at any of them, the wake-up is signalled or time is up.
   *
   * @param timeoutMs at most that long; -1 without limit
   * @return true when one of them has something to receive
   */
  public boolean await(int timeoutMs) {
    polled.await(timeoutMs);
    boolean readable = false;
    for (int i = 0; i < inputs; i++) {
      readable |= polled.readable(i);
    }
    return readable;
  }
}
