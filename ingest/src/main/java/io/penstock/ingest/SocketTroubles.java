package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.net.ReceiveSlots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs errors that sockets return instead of datagrams, and what clients attach to
 * theirs: both are counted and said once, and neither stops ingest.
 *
 * <p>Threads: the receiving one.
 */
final class SocketTroubles {
  private static final Logger LOG = LoggerFactory.getLogger(SocketTroubles.class);

  private final ReceiveSlots slots;
  private final CounterFile counters;
  private long errorsSeen;
  private long errorsCounted;
  private long attachmentsCounted;
  private boolean isTroubled;

  SocketTroubles(ReceiveSlots slots, CounterFile counters) {
    this.slots = slots;
    this.counters = counters;
  }

  /** Whether a socket has had an error since this was asked last. */
  boolean isNew() {
    long before = errorsSeen;
    errorsSeen = slots.errors();
    return errorsSeen != before;
  }

  /** Counts, and logs what has begun or is over; twice a second. */
  void look() {
    long errors = slots.errors() - errorsCounted;
    errorsCounted += errors;
    counters.add(IngestCounter.RECEIVE_ERRORS, errors);
    if (errors > 0 && !isTroubled) {
      LOG.warn(
          "a socket returned an error instead of datagrams: {}; counted, and ingest keeps receiving",
          slots.lastError());
    } else if (errors == 0 && isTroubled) {
      LOG.info("sockets receive without errors again");
    }
    isTroubled = errors > 0;
    lookAtAttachments();
  }

  private void lookAtAttachments() {
    long attachments = slots.attachmentsRefused() - attachmentsCounted;
    if (attachments > 0 && attachmentsCounted == 0) {
      LOG.warn(
          "a client of a Unix socket attaches file descriptors to its datagrams; they are refused, the"
              + " datagrams are taken");
    }
    attachmentsCounted += attachments;
    counters.add(IngestCounter.ATTACHMENTS_REFUSED, attachments);
  }
}
