package io.penstock.console;

import io.penstock.config.Configuration;
import io.penstock.config.HttpAddress;
import io.penstock.console.history.History;
import io.penstock.console.history.Keeper;
import io.penstock.console.http.HttpFront;
import io.penstock.console.watch.Findings;
import io.penstock.console.watch.Latest;
import io.penstock.console.watch.Lookout;
import io.penstock.console.watch.Seen;
import io.penstock.console.watch.StateLog;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.service.DataLoop;
import io.penstock.service.ServiceManager;
import io.penstock.tools.doctor.QuickExamination;
import io.penstock.tools.status.Limit;
import io.penstock.tools.status.Reports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of one data directory: looks once a second, and serves what was seen.
 *
 * <p>One thread looks, the one that calls {@link #serve}; requests have threads of their own and
 * share only the last look with it.
 */
final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final long INTERVAL_MS = 1_000;

  private final HttpFront front;
  private final Reports reports;
  private final Lookout lookout;
  private final Latest latest;
  private final StateLog states;
  private final Keeper keeper;

  private Console(
      HttpFront front,
      Reports reports,
      Lookout lookout,
      Latest latest,
      StateLog states,
      Keeper keeper) {
    this.front = front;
    this.reports = reports;
    this.lookout = lookout;
    this.latest = latest;
    this.states = states;
    this.keeper = keeper;
  }

  /**
   * Binds its address.
   *
   * @throws ProgramException when the address cannot be bound, or the configuration has none
   */
  static Console open(
      Configuration configuration, LongSupplier nanoClock, LongSupplier epochClock) {
    HttpAddress address =
        configuration
            .console()
            .bind()
            .orElseThrow(() -> wrong("bind: is none; give an address such as 127.0.0.1:8180"));
    Latest latest = new Latest();
    Reports reports =
        new Reports(configuration.dataDirectory(), configuration.addresses(), epochClock);
    Lookout lookout =
        new Lookout(
            reports,
            limits(configuration),
            configuration.journal().retention().maxBytes(),
            latest,
            nanoClock);
    HttpFront front = bind(address);
    History history = new History();
    StateLog states = new StateLog();
    Findings findings =
        new Findings(
            () -> QuickExamination.json(configuration.dataDirectory(), configuration), nanoClock);
    Waiting waiting = new Waiting(configuration.dataDirectory(), configuration.console().lines());
    new Routes(latest, history, states, findings, waiting, nanoClock).addTo(front);
    Keeper keeper =
        Keeper.open(
            configuration.dataDirectory().consoleHistory(), history, epochClock.getAsLong());
    return new Console(front, reports, lookout, latest, states, keeper);
  }

  private static List<Limit> limits(Configuration configuration) {
    try {
      return Limit.parseAll(configuration.console().ready());
    } catch (IllegalArgumentException e) {
      throw wrong("ready: " + e.getMessage());
    }
  }

  private static ProgramException wrong(String what) {
    return new ProgramException(ExitCode.USAGE, "[console] " + what);
  }

  private static HttpFront bind(HttpAddress address) {
    try {
      InetAddress host = InetAddress.getByName(address.host());
      if (!host.isLoopbackAddress()) {
        throw wrong(
            "bind: "
                + address
                + " is not an address of this host alone; bind 127.0.0.1 and forward the port, as"
                + " ssh -L does");
      }
      return HttpFront.bind(new InetSocketAddress(host, address.port()), address.host());
    } catch (UnknownHostException e) {
      throw new ProgramException(ExitCode.ADDRESS, address + ": no such host", e);
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.ADDRESS, address + " cannot be bound: " + e.getMessage(), e);
    }
  }

  /** Serves until it is to stop. */
  void serve(StopSignal stop, ServiceManager manager) {
    DataLoop loop = manager.dataLoops(1).getFirst();
    start();
    loop.begins(System.nanoTime());
    stop.await(
        INTERVAL_MS,
        () -> {
          look();
          front.enforce(System.nanoTime());
          loop.wentRound(System.nanoTime());
        });
    manager.stopping(stop.reason());
    LOG.info("stopped ({})", stop.reason());
  }

  /** Looks for the first time, and answers from now on. */
  void start() {
    look();
    front.start();
    LOG.info("serves http://{}/", HttpAddress.of(front.address()));
  }

  /** Once, for those who wait, and for the history. */
  void look() {
    lookout.look();
    latest
        .get()
        .map(Seen::report)
        .ifPresent(
            report -> {
              states.add(report);
              keeper.add(report);
            });
  }

  /** Has the servers and the room that the configuration names by now. Any thread. */
  void follow(Configuration next) {
    reports.follow(next.addresses());
    lookout.follow(next.journal().retention().maxBytes());
  }

  /** Where it serves, for tests. */
  InetSocketAddress address() {
    return front.address();
  }

  @Override
  public void close() {
    front.close();
    keeper.close();
  }
}
