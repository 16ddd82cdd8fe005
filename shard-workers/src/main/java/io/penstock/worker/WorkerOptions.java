package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import java.util.List;
import java.util.Map;

/**
 * What the worker's threads need of the configuration.
 *
 * @param forward how shards are forwarded that have nothing of their own
 * @param forwards the same for shards that have
 * @param destinations one a shard, in shard order
 */
record WorkerOptions(
    ForwardSettings forward,
    Map<Integer, ForwardSettings> forwards,
    List<Destination> destinations) {

  static WorkerOptions of(Configuration configuration) {
    return new WorkerOptions(
        configuration.forward(), configuration.forwards(), configuration.destinations());
  }

  /** How a shard is forwarded. */
  ForwardSettings forward(int shard) {
    return forwards.getOrDefault(shard, forward);
  }
}
