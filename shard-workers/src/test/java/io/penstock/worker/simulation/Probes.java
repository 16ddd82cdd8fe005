package io.penstock.worker.simulation;

import io.penstock.config.ForwardSettings;
import io.penstock.config.Health;
import io.penstock.worker.SimulatedWorker;
import java.util.function.Supplier;

/** Probes of one destination: what they say was so when they began, and is heard later. */
final class Probes implements SimulatedWorker.Prober {
  private final Simulation world;
  private final Supplier<Server> server;
  private final boolean isAsking;
  private final long intervalNs;
  private final long timeoutNs;
  private SimulatedWorker.Answer newest;
  private boolean isWanted = true;
  private boolean isUnderWay;
  private boolean foundLife;
  private long beganNs;
  private long endsNs;

  Probes(Simulation world, Supplier<Server> server, ForwardSettings forward) {
    this.world = world;
    this.server = server;
    this.isAsking = !forward.health().equals(Health.NONE);
    this.intervalNs = forward.healthIntervalNs();
    this.timeoutNs = forward.healthTimeoutNs();
    this.beganNs = world.nowNs();
  }

  boolean isAsking() {
    return isAsking;
  }

  void tick() {
    long nowNs = world.nowNs();
    if (isUnderWay && nowNs >= endsNs) {
      isUnderWay = false;
      long probes = newest == null ? 1 : newest.probes() + 1;
      long failures = (newest == null ? 0 : newest.failures()) + (foundLife ? 0 : 1);
      newest = new SimulatedWorker.Answer(probes, failures, beganNs, foundLife);
    }
    if (isAsking && !isUnderWay && (isWanted || nowNs - beganNs >= intervalNs)) {
      isWanted = false;
      isUnderWay = true;
      beganNs = nowNs;
      long delayNs = server.get().latencyNs + server.get().probeDelayNs;
      foundLife = server.get().isThere() && delayNs < timeoutNs;
      endsNs = nowNs + Math.min(timeoutNs, delayNs);
    }
  }

  @Override
  public SimulatedWorker.Answer newest() {
    return newest;
  }

  @Override
  public void probeNow() {
    isWanted = true;
  }
}
