package io.penstock.worker.destination;

import io.penstock.config.ForwardSettings;
import io.penstock.config.OwnAddresses;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Everything by which a worker thread meets the world outside of its data directory. A seam for
 * tests: with a clock, a network and a directory of their own the same calls give the same bytes.
 *
 * @param links opens links
 * @param names looks names up
 * @param probes asks destinations whether they live
 * @param jitter spreads attempts
 */
public record Network(LinkOpener links, Resolver names, Prober probes, RandomGenerator jitter) {
  /** Begins to ask a destination again and again whether it lives. */
  public interface Prober {
    /**
     * Begins.
     *
     * @param reader who wants to know
     * @param forward which server to probe, and how often; {@link io.penstock.config.Health#NONE}
     *     for none
     */
    HealthStatus begin(String reader, ForwardSettings forward);
  }

  /** The same, but for what ingest listens on. */
  public Network butNotTo(OwnAddresses own) {
    return new Network(links.butNotTo(own), names, probes, jitter);
  }

  /** That of this host. */
  public static Network ofHost() {
    return new Network(
        LinkOpener.ofHost(), Resolver.ofHost(), HealthProbe::begin, new SplittableRandom());
  }
}
