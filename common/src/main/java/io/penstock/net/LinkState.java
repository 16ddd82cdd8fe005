package io.penstock.net;

import io.penstock.net.Link.Progress;
import io.penstock.os.Libc;
import java.util.concurrent.locks.LockSupport;

/**
 * The state of a link that can break, and what of it is acknowledged. A link that broke stays
 * broken; the break is reported once. Used by the link's thread.
 */
final class LinkState {
  /** Acknowledgements may be delayed by 40 ms; looking is cheap. */
  private static final long LOOK_NS = 1_000_000;

  private Progress progress;
  private String trouble = "";
  private boolean breakIsTold;
  private long takenBytes;
  private long acknowledgedBytes;

  LinkState(Progress progress) {
    this.progress = progress;
  }

  Progress progress() {
    return progress;
  }

  boolean isOpen() {
    return progress == Progress.OPEN;
  }

  void opened() {
    progress = Progress.OPEN;
  }

  /** It does not stand any more; for an error of the kernel's. */
  void broken(int error) {
    broken(Libc.text(error));
  }

  /** It does not stand any more; for a reason in words. */
  void broken(String reason) {
    progress = Progress.BROKEN;
    trouble = reason;
  }

  /** Why it does not stand; empty while it does. */
  String trouble() {
    return trouble;
  }

  /** One when it has broken since the last time: everything on it is in doubt. */
  int takeBreak() {
    if (progress != Progress.BROKEN || breakIsTold) {
      return 0;
    }
    breakIsTold = true;
    return 1;
  }

  void took(int bytes) {
    takenBytes += bytes;
  }

  long takenBytes() {
    return takenBytes;
  }

  /** So many of the bytes that were taken are with the other side; never fewer than before. */
  void acknowledged(long bytes) {
    acknowledgedBytes = Math.max(acknowledgedBytes, bytes);
  }

  long acknowledgedBytes() {
    return acknowledgedBytes;
  }

  /** Whether it stands and the other side does not have everything, as far as is known. */
  boolean isWaiting() {
    return progress == Progress.OPEN && acknowledgedBytes < takenBytes;
  }

  /** Waits, at most so long, until everything that was taken is acknowledged. */
  static void settle(Link link, long timeoutNs) {
    long deadlineNs = System.nanoTime() + timeoutNs;
    while (link.progress() == Progress.OPEN
        && link.acknowledgedBytes() < link.takenBytes()
        && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(LOOK_NS);
    }
  }
}
