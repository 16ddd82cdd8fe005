package io.penstock.config;

import io.penstock.dialect.Dialect;
import java.util.List;
import java.util.Optional;

/**
 * Section {@code [forward]}.
 *
 * @param maxPacketBytes largest datagram that lines are packed into
 * @param flushIntervalNs how long a partly filled datagram may wait
 * @param doubtWindowNs how long after acceptance a line counts as delivered, 0 for at once
 * @param replayRate lines per second and shard while catching up, {@link Long#MAX_VALUE} for no
 *     limit
 * @param groupWindowBytes when too many shards are behind, those within so much journal read
 *     together
 * @param retryMinNs first pause after a refusal
 * @param retryMaxNs longest pause between attempts
 * @param sendBufferBytes socket buffer to ask for, a destination
 * @param pollIntervalNs how often a worker that has caught up looks for more
 * @param maxAgeNs datagrams older than this are not sent, {@link Long#MAX_VALUE} for no limit
 * @param replayTypes the types of line that are sent more than a second late; empty for all
 * @param resolveIntervalNs how often the name of a destination is looked up again
 * @param dialect what the receiver cannot take, and how late lines are marked
 * @param catchUp how many times as fast as lines come in a reader that is behind may go
 * @param health what can be asked of the destination to know that it lives
 * @param healthIntervalNs how often it is asked
 * @param healthTimeoutNs how long an answer may take
 * @param trialNs how long a destination that refused must take datagrams without an error
 * @param mirror another server that gets the same lines
 */
public record ForwardSettings(
    int maxPacketBytes,
    long flushIntervalNs,
    long doubtWindowNs,
    long replayRate,
    long groupWindowBytes,
    long retryMinNs,
    long retryMaxNs,
    int sendBufferBytes,
    long pollIntervalNs,
    long maxAgeNs,
    List<String> replayTypes,
    long resolveIntervalNs,
    Dialect dialect,
    double catchUp,
    Health health,
    long healthIntervalNs,
    long healthTimeoutNs,
    long trialNs,
    Optional<Destination> mirror) {
  /** Keeps its own copy. */
  public ForwardSettings {
    replayTypes = List.copyOf(replayTypes);
  }

  /** How the shard's own destination is sent to; the mirror is none of its business. */
  public ForwardSettings ofShard() {
    return of(health);
  }

  /** The same for the mirror: what can be asked of the one server says nothing of the other. */
  public ForwardSettings ofMirror() {
    return of(Health.NONE);
  }

  private ForwardSettings of(Health asked) {
    return new ForwardSettings(
        maxPacketBytes,
        flushIntervalNs,
        doubtWindowNs,
        replayRate,
        groupWindowBytes,
        retryMinNs,
        retryMaxNs,
        sendBufferBytes,
        pollIntervalNs,
        maxAgeNs,
        replayTypes,
        resolveIntervalNs,
        dialect,
        catchUp,
        asked,
        healthIntervalNs,
        healthTimeoutNs,
        trialNs,
        Optional.empty());
  }
}
