package io.penstock.tools.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps daemons running, and ends them.
 *
 * <p>One thread calls {@link #doWork} some times a second with the monotonic time, until {@link
 * #isDone}. When one that is needed ends for a reason that a restart cannot mend, all are stopped
 * and that reason is the exit code.
 */
public final class Supervisor {
  static final long CLEAN_STOP_NS = TimeUnit.SECONDS.toNanos(5);
  static final long FIRM_STOP_NS = TimeUnit.SECONDS.toNanos(7);

  private enum Phase {
    RUNNING,
    INPUT_CLOSED,
    TERMINATED,
    KILLED,
    DONE
  }

  private final List<Daemon> daemons = new ArrayList<>();
  private final Set<Daemon> optional = new HashSet<>();
  private final Consumer<String> say;
  private Phase phase = Phase.RUNNING;
  private long stopNs;
  private int exitCode;

  /**
   * Begins with no daemons.
   *
   * @param say takes a line for the user, for each end and each stop that is not clean
   */
  public Supervisor(Consumer<String> say) {
    this.say = say;
  }

  /** Adds a daemon; it is started by the next {@link #doWork}. */
  public void add(String name, ChildStarter starter) {
    daemons.add(new Daemon(name, starter, say));
  }

  /** Adds one that the others can do without: what no restart can mend ends it alone. */
  public void addOptional(String name, ChildStarter starter) {
    Daemon daemon = new Daemon(name, starter, say);
    daemons.add(daemon);
    optional.add(daemon);
  }

  /** Starts, notices, stops whatever is due; how much that was. */
  public int doWork(long nowNs) {
    return switch (phase) {
      case RUNNING -> keepRunning(nowNs);
      case DONE -> 0;
      default -> keepStopping(nowNs);
    };
  }

  private int keepRunning(long nowNs) {
    int work = 0;
    for (Daemon daemon : daemons) {
      work += daemon.doWork(nowNs);
      if (daemon.fatalCode() != 0 && !optional.contains(daemon)) {
        exitCode = daemon.fatalCode();
        stop(nowNs);
        return work;
      }
    }
    return work;
  }

  /** Has every daemon read its configuration again. */
  public void hangUp() {
    running().forEach(Daemon::hangUp);
  }

  /** Begins to end all daemons; asking again changes nothing. */
  public void stop(long nowNs) {
    if (phase == Phase.RUNNING) {
      phase = Phase.INPUT_CLOSED;
      stopNs = nowNs;
      running().forEach(daemon -> daemon.running().closeInput());
    }
  }

  private int keepStopping(long nowNs) {
    List<Daemon> running = running();
    long stoppingNs = nowNs - stopNs;
    if (running.isEmpty()) {
      phase = Phase.DONE;
    } else if (phase == Phase.INPUT_CLOSED && stoppingNs >= CLEAN_STOP_NS) {
      phase = Phase.TERMINATED;
      running.forEach(daemon -> daemon.running().terminate());
      complain(running, " does not end; it is terminated");
    } else if (phase == Phase.TERMINATED && stoppingNs >= FIRM_STOP_NS) {
      phase = Phase.KILLED;
      running.forEach(daemon -> daemon.running().kill());
      complain(running, " does not end; it is killed");
    } else {
      return 0;
    }
    return 1;
  }

  private void complain(List<Daemon> running, String what) {
    running.forEach(daemon -> say.accept(daemon.name() + what));
    exitCode = exitCode == 0 ? 1 : exitCode;
  }

  private List<Daemon> running() {
    return daemons.stream().filter(daemon -> daemon.running() != null).toList();
  }

  /** Whether every daemon has ended and none will be started. */
  public boolean isDone() {
    return phase == Phase.DONE;
  }

  /** 0 after a clean stop; else the code of the daemon that made it end, or 1. */
  public int exitCode() {
    return exitCode;
  }
}
