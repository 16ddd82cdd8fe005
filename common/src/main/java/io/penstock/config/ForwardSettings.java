package io.penstock.config;

/**
 * Section {@code [forward]}.
 *
 * @param maxPacketBytes largest datagram that lines are packed into
 * @param flushIntervalNs how long a partly filled datagram may wait
 * @param doubtWindowNs how long after acceptance a line counts as delivered, 0 for at once
 * @param replayRate lines per second and shard while catching up, {@link Long#MAX_VALUE} for no
 *     limit
 * @param groupWindowBytes shards whose positions lie within so much journal read together
 * @param retryMinNs first pause after a refusal
 * @param retryMaxNs longest pause between attempts
 * @param sendBufferBytes socket buffer to ask for, a destination
 * @param pollIntervalNs how often a worker that has caught up looks for more
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
    long pollIntervalNs) {}
