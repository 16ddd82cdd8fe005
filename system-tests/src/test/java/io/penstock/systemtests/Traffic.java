package io.penstock.systemtests;

import io.penstock.tools.load.Load;
import io.penstock.tools.load.LoadPlan;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Numbered lines on their way to ingest, sent by a thread of their own until they are ended. */
final class Traffic implements AutoCloseable {
  private static final int END_SECONDS_MAX = 180;

  private final Load load;
  private final CompletableFuture<LoadReport> report;

  private Traffic(LoadPlan plan) throws IOException {
    load = Load.open(plan);
    report =
        CompletableFuture.supplyAsync(
            load::run, task -> Thread.ofPlatform().daemon().name("traffic").start(task));
  }

  /** Sends what is offered, to its end. */
  static LoadReport send(Offered offered) throws Exception {
    try (Traffic traffic = begin(offered)) {
      return traffic.awaitEnd();
    }
  }

  /** Begins to send, and goes on until {@link #end}. */
  static Traffic begin(Offered offered) throws IOException {
    return begin(offered.plan());
  }

  /** The same of a plan. */
  static Traffic begin(LoadPlan plan) throws IOException {
    return new Traffic(plan);
  }

  /** Ends sending; says what was sent. */
  LoadReport end() throws Exception {
    load.stop();
    return awaitEnd();
  }

  private LoadReport awaitEnd() throws Exception {
    return report.get(END_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** Ends it if it has not ended; a failure of the load shows in {@link #end} only. */
  @Override
  public void close() {
    load.stop();
    report.handle((sent, failure) -> sent).orTimeout(END_SECONDS_MAX, TimeUnit.SECONDS).join();
    load.close();
  }
}
