package io.penstock.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restarts and stops, by a clock of our own and children that are none. */
class SupervisorTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  /** A child that does what the test says. */
  private static final class FakeChild implements Child {
    private OptionalInt exitCode = OptionalInt.empty();
    private final List<String> asked = new ArrayList<>();
    private String obeys = "closeInput";
    private boolean isYoung;

    @Override
    public OptionalInt exitCode() {
      return exitCode;
    }

    private void ask(String what) {
      asked.add(what);
      if (what.equals(obeys)) {
        exitCode = OptionalInt.of(0);
      }
    }

    @Override
    public boolean hangUp() {
      ask(isYoung ? "hangUp, too young" : "hangUp");
      return !isYoung;
    }

    @Override
    public void closeInput() {
      ask("closeInput");
    }

    @Override
    public void terminate() {
      ask("terminate");
    }

    @Override
    public void kill() {
      ask("kill");
    }
  }

  private final List<String> said = new ArrayList<>();
  private final List<FakeChild> ingests = new ArrayList<>();
  private final List<FakeChild> workers = new ArrayList<>();
  private boolean cannotStart;
  private long nowNs = -7 * SECOND; // nanoTime may be negative
  private Supervisor supervisor;

  @BeforeEach
  void supervise() {
    supervisor = new Supervisor(said::add);
    supervisor.add("ingest", () -> started(ingests));
    supervisor.add("worker", () -> started(workers));
    supervisor.doWork(nowNs);
  }

  private Child started(List<FakeChild> children) throws IOException {
    if (cannotStart) {
      throw new IOException("no more processes");
    }
    children.add(new FakeChild());
    return children.getLast();
  }

  private void passTime(long ns) {
    nowNs += ns;
    supervisor.doWork(nowNs);
  }

  /** Lets the newest ingest die, and says after how many ms the next one is there. */
  private long restartMs(int exitCode) {
    int before = ingests.size();
    ingests.getLast().exitCode = OptionalInt.of(exitCode);
    supervisor.doWork(nowNs);
    long waited = 0;
    while (ingests.size() == before) {
      passTime(100 * MS);
      waited += 100;
      assertTrue(waited < 60_000, "never started again");
    }
    return waited;
  }

  @Test
  void allDaemonsAreStartedAtOnce() {
    assertEquals(1, ingests.size());
    assertEquals(1, workers.size());
  }

  @Test
  void aHangUpReachesAYoungDaemonAsSoonAsItDoesNotEndIt() {
    ingests.getFirst().isYoung = true;
    supervisor.hangUp();
    passTime(20 * MS);
    assertEquals(List.of("hangUp"), workers.getFirst().asked);
    ingests.getFirst().isYoung = false;
    passTime(20 * MS);
    passTime(20 * MS);
    List<String> asked = ingests.getFirst().asked;
    assertEquals(1, asked.stream().filter("hangUp"::equals).count(), asked::toString);
    assertEquals(1, workers.getFirst().asked.size());
  }

  @Test
  void whatTheOthersCanDoWithoutEndsAlone() {
    List<FakeChild> consoles = new ArrayList<>();
    supervisor.addOptional("console", () -> started(consoles));
    passTime(20 * MS);
    consoles.getFirst().exitCode = OptionalInt.of(5);
    passTime(20 * MS);
    passTime(60 * SECOND);
    assertEquals(1, consoles.size(), "starting it again cannot help");
    assertTrue(said.getLast().startsWith("console ended with"), said::toString);
    assertFalse(supervisor.isDone());
    assertEquals(List.of(), ingests.getFirst().asked);
    supervisor.stop(nowNs);
    passTime(20 * MS);
    assertEquals(0, supervisor.exitCode());
  }

  @Test
  void pausesDoubleUpToTenSeconds() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pauses.add(restartMs(1));
    }
    assertEquals(List.of(200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L), pauses);
    assertEquals(1, workers.size(), "the other daemon is left alone");
  }

  @Test
  void pausesBeginAnewAfterThirtySecondsOfRunning() {
    restartMs(1);
    restartMs(1);
    passTime(29 * SECOND);
    assertEquals(800, restartMs(137));
    passTime(30 * SECOND);
    assertEquals(200, restartMs(137));
  }

  @Test
  void cleanEndThatNobodyAskedForIsARestartToo() {
    assertEquals(200, restartMs(0));
    assertTrue(said.getFirst().contains("ingest ended with exit code 0"), said.getFirst());
    assertTrue(said.getFirst().contains("again in 0.2 s"), said.getFirst());
  }

  @Test
  void processThatCannotBeStartedIsTriedAgain() {
    cannotStart = true;
    ingests.getLast().exitCode = OptionalInt.of(1);
    passTime(0);
    passTime(200 * MS);
    assertTrue(said.getLast().contains("no more processes"), said.toString());
    cannotStart = false;
    passTime(400 * MS);
    assertEquals(2, ingests.size());
  }

  @Test
  void endsThatNoRestartMendsStopEverythingWithTheirCode() {
    for (int code : new int[] {2, 3, 5}) {
      supervise();
      ingests.getLast().exitCode = OptionalInt.of(code);
      passTime(MS);
      assertEquals(List.of("closeInput"), workers.getLast().asked);
      passTime(MS);
      assertTrue(supervisor.isDone());
      assertEquals(code, supervisor.exitCode());
      assertTrue(said.getLast().contains("cannot help"), said.getLast());
    }
  }

  @Test
  void cleanStopEndsAllWithZero() {
    supervisor.stop(nowNs);
    assertFalse(supervisor.isDone());
    passTime(MS);
    assertTrue(supervisor.isDone());
    assertEquals(0, supervisor.exitCode());
    assertEquals(List.of(), said);
    passTime(60 * SECOND);
    assertEquals(1, ingests.size(), "nothing is started after a stop");
  }

  @Test
  void childThatIgnoresItsInputIsTerminatedAfterFiveSeconds() {
    workers.getLast().obeys = "terminate";
    supervisor.stop(nowNs);
    passTime(5 * SECOND - 1);
    assertEquals(List.of("closeInput"), workers.getLast().asked);
    passTime(1);
    assertEquals(List.of("closeInput", "terminate"), workers.getLast().asked);
    passTime(MS);
    assertTrue(supervisor.isDone());
    assertEquals(1, supervisor.exitCode());
    assertEquals(List.of("closeInput"), ingests.getLast().asked);
  }

  @Test
  void childThatIgnoresThatTooIsKilled() {
    workers.getLast().obeys = "kill";
    supervisor.stop(nowNs);
    passTime(5 * SECOND);
    passTime(2 * SECOND);
    passTime(MS);
    assertEquals(List.of("closeInput", "terminate", "kill"), workers.getLast().asked);
    assertTrue(supervisor.isDone());
  }

  @Test
  void stopWhileADaemonWaitsForItsRestartDoesNotStartIt() {
    ingests.getLast().exitCode = OptionalInt.of(1);
    passTime(MS);
    supervisor.stop(nowNs);
    passTime(SECOND);
    assertTrue(supervisor.isDone());
    assertEquals(1, ingests.size());
  }
}
