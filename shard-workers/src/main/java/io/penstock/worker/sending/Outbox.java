package io.penstock.worker.sending;

import io.penstock.config.ForwardSettings;
import io.penstock.pack.Packer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A shard's lines on their way out, packed into datagrams, until the destination has taken them.
 *
 * <p>The caller asks for room before each record, packs its lines, and takes the datagrams from the
 * head. One thread; nothing is allocated after construction.
 */
sealed interface Outbox permits PackedOutbox, RewritingOutbox {
  /** The plain one, unless the destination has a dialect of its own. */
  static Outbox of(ForwardSettings forward, Packer.Size size) {
    PackedOutbox packed = new PackedOutbox(forward.maxPacketBytes(), size);
    return forward.dialect().rewrites()
        ? new RewritingOutbox(packed, forward.dialect(), forward.maxPacketBytes())
        : packed;
  }

  /** Whether every line of the largest record would find a place. */
  boolean hasRoomForARecord();

  /** What follows comes of a record that was received then. */
  void beginRecord(boolean isLate, long receiveTimeNs);

  /** Adds one line. The caller has asked for room. */
  void pack(UnsafeBuffer source, int offset, int length, Mark record, long nowNs);

  /**
   * Closes the open datagram when its oldest line has waited for so long, unless another is to be
   * sent before it.
   */
  void sealWhenDue(long nowNs, long flushIntervalNs);

  /** Closes the open datagram, so that it can be sent. */
  void seal();

  /** Whether a datagram is ready to go. */
  boolean hasSealed();

  /** Whether no line is here. */
  boolean isEmpty();

  /** Direct memory that holds the oldest sealed datagram. */
  UnsafeBuffer buffer();

  /** Where the oldest sealed datagram lies in {@link #buffer}. */
  int headOffset();

  int headLength();

  /** Lines of the journal that end in the oldest sealed datagram. */
  int headLines();

  /** The record of the oldest line that is still here; only when not {@link #isEmpty}. */
  Mark oldestMark();

  /** What had left when everything before the record of {@link #oldestMark} had. */
  Departed departedBeforeOldest();

  /** What has left; all of it when {@link #isEmpty}. */
  Departed departed();

  /** The oldest sealed datagram was accepted: it is forgotten, and its lines are summed. */
  void headAccepted();

  /** The same, but it was rejected for good. */
  void headRejected();

  /** Forgets everything; this much had left where reading begins again. */
  void clear(Departed departed);
}
