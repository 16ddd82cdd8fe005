package io.penstock.worker;

import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.reader.ReaderPlan;
import io.penstock.reader.Stretch;
import io.penstock.shard.ReaderName;
import java.util.List;
import java.util.Optional;

/**
 * Where a reader sends and how; nowhere when it is the mirror of a shard that has none, or when no
 * layout is left that has a place for it.
 */
record Route(Optional<Destination> destination, ForwardSettings forward) {
  /** What is configured for a reader, else where its last layout sent. */
  static Route of(ReaderName name, WorkerOptions options, List<Stretch> stretches) {
    return new Route(
        options
            .destination(name)
            .or(
                () ->
                    ReaderPlan.ofNew(name.toString(), stretches, 0)
                        .lastAddress()
                        .map(Destination::parse)),
        options.forward(name));
  }
}
