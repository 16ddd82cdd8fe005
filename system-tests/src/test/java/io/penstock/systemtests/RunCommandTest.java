package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's first commands, as a user runs them. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class RunCommandTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A session of its own, as a terminal gives it. */
  private static final List<String> TERMINAL = List.of("setsid");

  @Test
  void runStartsBothAndControlCEndsBoth(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      Daemon run = penstock.launch(TERMINAL, "run");
      penstock.awaitReady(run);
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      sinks.assertEachOnce(sent.lines());
      List<ProcessHandle> children = run.descendants();
      assertEquals(2, children.size(), () -> "children of run: " + children);

      Exit exit = run.endGroupBy("INT");

      assertEquals(0, exit.code(), exit::text);
      assertAllEnd(children);
      System.out.printf("Ctrl-C ended penstock run in %d ms%n", exit.took().toMillis());
      penstock.awaitDelivered();
      assertEquals(0, penstock.count(IngestCounter.DROPPED_CRASH));
      Balance.assertZero(penstock);
    }
  }

  @Test
  void sigtermOfTheParentAloneEndsBothToo(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      Daemon run = penstock.launch(TERMINAL, "run");
      penstock.awaitReady(run);
      List<ProcessHandle> children = run.descendants();
      assertEquals(0, run.sigterm().code());
      assertAllEnd(children);
    }
  }

  @Test
  void childrenEndWhenTheParentIsKilled(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      Daemon run = penstock.launch(TERMINAL, "run");
      penstock.awaitReady(run);
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      sinks.assertEachOnce(sent.lines());
      List<ProcessHandle> children = run.descendants();
      assertEquals(2, children.size());
      run.kill9();
      assertAllEnd(children);
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void aKilledChildIsStartedAgain(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      Daemon run = penstock.launch(TERMINAL, "run");
      penstock.awaitReady(run);
      long killedEpochMs = System.currentTimeMillis();
      child(run, "penstock-ingest.jar").destroyForcibly();
      penstock.awaitReady(run, killedEpochMs);
      long lines = send(penstock, "first");
      ProcessHandle worker = child(run, "penstock-worker.jar");
      worker.destroyForcibly();
      await("a new worker")
          .atMost(SOON)
          .until(() -> hasChild(run, "penstock-worker.jar", worker.pid()));
      lines += send(penstock, "second");
      sinks.awaitDistinct(lines);
      assertEquals(0, run.endGroupBy("INT").code());
      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  @Test
  void demoEndsWithACleanVerdict(Penstock penstock) {
    Exit exit = penstock.launchBare("demo", "--seconds", "5").awaitEnd();
    assertEquals(0, exit.code(), exit::text);
    assertFalse(exit.text().contains("\tat "), exit::text);
    assertTrue(exit.out().contains("nothing lost"), exit::text);
  }

  private static long send(Penstock penstock, String name) throws Exception {
    LoadReport sent = Traffic.send(Offered.to(penstock).named(name).datagrams(2_000));
    return sent.lines();
  }

  private static ProcessHandle child(Daemon run, String jar) {
    return run.descendants().stream().filter(child -> runs(child, jar)).findFirst().orElseThrow();
  }

  private static boolean hasChild(Daemon run, String jar, long otherThanPid) {
    return run.descendants().stream()
        .anyMatch(child -> runs(child, jar) && child.pid() != otherThanPid);
  }

  private static boolean runs(ProcessHandle child, String jar) {
    return child.info().commandLine().orElse("").contains(jar);
  }

  private static void assertAllEnd(List<ProcessHandle> children) {
    await("the children end")
        .atMost(SOON)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }
}
