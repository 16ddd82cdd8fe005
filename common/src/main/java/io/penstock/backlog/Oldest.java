package io.penstock.backlog;

/** Finds the oldest line that a reader has not sent. */
public interface Oldest {
  /**
   * What was found.
   *
   * @param waits whether any line waits
   * @param timeNs when it was received, epoch ns; 0 when not known
   * @param unsentBytes payload bytes of all datagrams that are not sent
   */
  record Found(boolean waits, long timeNs, long unsentBytes) {}

  /** The oldest line of a reader that has something before it. */
  Found unsent(Progress reader, Head head);

  /**
   * By the counters alone: the oldest line came after the newest record that was read, so this is
   * an upper bound of its age, and exact enough where the bound is small.
   */
  static Found byCounters(Progress reader, Head head) {
    long readNotSent = reader.cursor() - reader.sentUpTo();
    long unread = head.number() > reader.cursor() ? head.bytes() - reader.cursorBytes() : 0;
    return new Found(
        true,
        reader.cursorTimeNs(),
        Math.max(0, unread) + Math.round(readNotSent * head.meanBytes()));
  }
}
