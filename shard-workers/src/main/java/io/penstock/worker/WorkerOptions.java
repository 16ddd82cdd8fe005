package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.config.MirrorRing;
import io.penstock.shard.ReaderName;
import java.util.Optional;

/** What the worker's threads need of the configuration. */
record WorkerOptions(Configuration configuration) {

  static WorkerOptions of(Configuration configuration) {
    return new WorkerOptions(configuration);
  }

  /** How shards are forwarded that have nothing of their own. */
  ForwardSettings forward() {
    return configuration.forward();
  }

  /** How a reader's lines are forwarded; for a ring that is configured no more, as for mirrors. */
  ForwardSettings forward(ReaderName reader) {
    if (!reader.followsShards()) {
      MirrorRing ring = configuration.rings().get(reader.ring());
      return ring == null ? forward().ofMirror() : ring.forward();
    }
    ForwardSettings ofShard = configuration.forward(reader.shard());
    return reader.isMirror() ? ofShard.ofMirror() : ofShard.ofShard();
  }

  /** Where a reader sends to; empty when nothing is configured for it. */
  Optional<Destination> destination(ReaderName reader) {
    return configuration.destination(reader);
  }
}
