package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import java.util.List;

/**
 * What the worker's threads need of the configuration.
 *
 * @param packetBytesMax largest datagram that is packed from several lines
 * @param flushIntervalNs how long a partly filled datagram waits
 * @param doubtWindowNs how long an accepted line may still be refused
 * @param replayLinesPerSecond pace of a reader that is behind
 * @param groupWindowBytes journal between readers that still read together
 * @param retryMinNs first wait after trouble
 * @param retryMaxNs longest wait after trouble
 * @param sendBufferBytes socket buffer asked for, a destination
 * @param pollIntervalNs how long a thread sleeps that has found nothing
 * @param destinations one a shard, in shard order
 */
record WorkerOptions(
    int packetBytesMax,
    long flushIntervalNs,
    long doubtWindowNs,
    long replayLinesPerSecond,
    long groupWindowBytes,
    long retryMinNs,
    long retryMaxNs,
    int sendBufferBytes,
    long pollIntervalNs,
    List<Destination> destinations) {

  static WorkerOptions of(Configuration configuration) {
    ForwardSettings forward = configuration.forward();
    return new WorkerOptions(
        forward.maxPacketBytes(),
        forward.flushIntervalNs(),
        forward.doubtWindowNs(),
        forward.replayRate(),
        forward.groupWindowBytes(),
        forward.retryMinNs(),
        forward.retryMaxNs(),
        forward.sendBufferBytes(),
        forward.pollIntervalNs(),
        configuration.destinations());
  }

  Backoff backoff() {
    return new Backoff(retryMinNs, retryMaxNs);
  }
}
