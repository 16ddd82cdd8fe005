package io.penstock.tools.demo;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.daemon.StopSignal;
import io.penstock.daemon.Terminal;
import io.penstock.tools.load.Load;
import io.penstock.tools.load.LoadPlan;
import io.penstock.tools.load.LoadReport;
import io.penstock.tools.look.Look;
import io.penstock.tools.screen.Screen;
import io.penstock.tools.sink.SinkReport;
import io.penstock.tools.status.Report;
import io.penstock.tools.status.StatusColours;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The course of a demo: wait for the daemons, send, let everything arrive, stop, judge.
 *
 * <p>One thread; the load has one of its own. All phases keep the daemons supervised and the page
 * fresh.
 */
final class Demo {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long READY_LOOK_MS = 100;
  private static final long PAGE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long LINE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long START_PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  /** Longer than a worker waits between attempts at a destination, and for its doubt to pass. */
  private static final long ARRIVAL_PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

  private final Stage stage;
  private final StopSignal stop;
  private final Outages outages;
  private final PrintWriter out;
  private final Screen screen;
  private final long pagePeriodNs = Terminal.isOutput() ? PAGE_NS : LINE_NS;

  private Load load;
  private long beganNs;
  private long pageNs;
  private Look lookBefore;
  private SinkReport arrivalsBefore;
  private Verdict verdict;

  Demo(Stage stage, StopSignal stop, Outages outages, PrintWriter out) {
    this.stage = stage;
    this.stop = stop;
    this.outages = outages;
    this.out = out;
    this.screen = new Screen(out);
  }

  /**
   * Runs it to the end.
   *
   * @return 0, or the exit code of the daemon that could not run
   */
  int run(LoadPlan plan) throws IOException {
    try (screen) {
      int failed = awaitDaemons();
      if (failed != 0) {
        return failed;
      }
      LoadReport sent = send(plan);
      stage.down(Outages.NONE);
      awaitArrival(sent.lines());
      verdict = Verdict.of(sent.lines(), stage.judged());
      return stage.supervisor().exitCode();
    } finally {
      stopDaemons();
    }
  }

  /** What became of the lines; after a run that returned 0. */
  Verdict verdict() {
    return verdict;
  }

  private int awaitDaemons() {
    long startNs = System.nanoTime();
    while (!isReady()) {
      tick();
      if (stage.supervisor().isDone()) {
        return stage.supervisor().exitCode();
      }
      if (stop.await(READY_LOOK_MS)) {
        throw new ProgramException(ExitCode.FAILED, "ended before anything was sent");
      }
      if (System.nanoTime() - startNs > START_PATIENCE_NS) {
        throw new ProgramException(ExitCode.FAILED, "the daemons do not start");
      }
    }
    return 0;
  }

  private boolean isReady() {
    Look look = Look.at(stage.data());
    return look.isIngestAlive() && look.readersAlive() == stage.destinations().size();
  }

  private LoadReport send(LoadPlan plan) throws IOException {
    try (Load opened = Load.open(plan)) {
      load = opened;
      CompletableFuture<LoadReport> sending = CompletableFuture.supplyAsync(opened::run);
      beganNs = System.nanoTime();
      try {
        supervise(
            () -> {
              if (stop.isRequested()) {
                opened.stop();
              }
              stage.down(outages.downAt(System.nanoTime() - beganNs));
              return sending.isDone();
            });
      } finally {
        opened.stop();
      }
      return sending.join();
    }
  }

  /** Until every line is there, or nothing new has come for a while. */
  private void awaitArrival(long lines) throws IOException {
    long[] progress = {-1, System.nanoTime()};
    supervise(
        () -> {
          long arrived = stage.judged().distinct();
          if (arrived != progress[0]) {
            progress[0] = arrived;
            progress[1] = System.nanoTime();
          }
          return arrived >= lines || System.nanoTime() - progress[1] > ARRIVAL_PATIENCE_NS;
        });
  }

  /** Work that is done again and again until it says that it is over. */
  @FunctionalInterface
  private interface Round {
    boolean isOver() throws IOException;
  }

  private void supervise(Round round) throws IOException {
    while (!round.isOver() && !stage.supervisor().isDone()) {
      tick();
      showPage();
    }
  }

  private void tick() {
    if (stage.supervisor().doWork(System.nanoTime()) == 0) {
      LockSupport.parkNanos(TICK_NS);
    }
  }

  private void showPage() throws IOException {
    long nowNs = System.nanoTime();
    if (nowNs - pageNs < pagePeriodNs && lookBefore != null) {
      return;
    }
    Look look = Look.at(stage.data());
    SinkReport arrivals = stage.arrivals();
    Report report = Report.of(stage.data().root(), lookBefore, look, stage.destinations());
    DemoPage page =
        new DemoPage(
            nowNs - beganNs, load.datagrams(), report, arrivals, arrivalsBefore, nowNs - pageNs);
    boolean isSeen = true;
    if (Terminal.isOutput()) {
      Screen.Size size = Screen.size();
      isSeen = screen.show(coloured(page.lines(size.columns())), size);
    } else if (lookBefore != null) {
      out.println(page.line());
      isSeen = !out.checkError();
    }
    if (!isSeen) {
      stop.request("end of the reader of standard output");
    }
    lookBefore = look;
    arrivalsBefore = arrivals;
    pageNs = nowNs;
  }

  private static List<String> coloured(List<String> lines) {
    return Terminal.colours() ? lines.stream().map(StatusColours::colour).toList() : lines;
  }

  private void stopDaemons() {
    stage.supervisor().stop(System.nanoTime());
    while (!stage.supervisor().isDone()) {
      tick();
    }
  }
}
