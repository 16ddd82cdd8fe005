package io.penstock.worker;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.daemon.FailStop;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.net.Link;
import io.penstock.service.ServiceManager;
import io.penstock.worker.destination.HealthStatus;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** The one door through which the simulation reaches into the worker's room. */
public final class SimulatedWorker {
  /** The world as the simulation has it. */
  public interface World extends NanoClock, EpochClock {
    /** Opens a link; {@code address} is null for a Unix socket. */
    Link open(Destination destination, InetAddress address) throws IOException;

    /** Looks a name up. */
    CompletableFuture<List<InetAddress>> lookUp(String host);

    /** A reader begins; returns what its probes say. */
    Prober begin(String reader, ForwardSettings forward);

    /** Spreads attempts. */
    RandomGenerator jitter();
  }

  /** What probes of one destination say. */
  public interface Prober {
    /** The newest answer; null before the first. */
    Answer newest();

    /** Asks for a probe now. */
    void probeNow();
  }

  /** An answer of a probe that began then. */
  public record Answer(long probes, long failures, long beganNs, boolean isAlive) {}

  private final ShardAgent agent;
  private final Agent guarded;

  /** Makes a worker that is not started. */
  public SimulatedWorker(
      World world, DataDirectory data, JournalOptions journal, Configuration configuration) {
    Network network =
        new Network(
            (destination, address, sendBufferBytes) -> world.open(destination, address),
            world::lookUp,
            (reader, forward) -> new SimulatedHealth(world.begin(reader, forward)),
            world.jitter());
    agent =
        new ShardAgent(
            new Surroundings(
                world,
                world,
                data,
                () -> JournalReader.open(journal, Access.NAMED_POSITIONS),
                network),
            new ShardSelection(Set.of(), 1, 0),
            WorkerOptions.of(configuration),
            ServiceManager.none().dataLoops(1).getFirst());
    guarded = FailStop.of(agent, agent::abandon);
  }

  /** A configuration as a command line would give it. */
  public static Configuration configuration(List<Destination> destinations, List<String> set) {
    return Configured.with(destinations, set);
  }

  /** Opens what it needs. */
  public void start() {
    guarded.onStart();
  }

  /** One round. */
  public void doWork() throws Exception {
    guarded.doWork();
  }

  /** A reload. */
  public void follow(Configuration configuration) {
    agent.follow(WorkerOptions.of(configuration));
  }

  /** Asks it to end; the next round throws. */
  public void stop() {
    agent.stop();
  }

  /** The end, clean or after a failure. */
  public void end() {
    guarded.onClose();
  }

  /** The end that a kill makes. */
  public void kill() {
    agent.abandon();
  }

  private static final class SimulatedHealth implements HealthStatus {
    private final Prober prober;
    private SimulatedWorker.Answer last;
    private HealthStatus.Answer newest = HealthStatus.Answer.NONE;

    SimulatedHealth(Prober prober) {
      this.prober = prober;
    }

    @Override
    public HealthStatus.Answer newest() {
      SimulatedWorker.Answer said = prober.newest();
      if (said != last) {
        last = said;
        newest =
            new HealthStatus.Answer(
                said.probes(),
                said.failures(),
                said.beganNs(),
                said.isAlive(),
                said.isAlive() ? "" : "no answer");
      }
      return newest;
    }

    @Override
    public void probeNow() {
      prober.probeNow();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
