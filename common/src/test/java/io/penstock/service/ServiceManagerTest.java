package io.penstock.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
  private static final long PID = 4711;
  private static final long SECOND_NS = 1_000_000_000;

  private final List<String> said = new ArrayList<>();
  private boolean isFull;

  private ServiceManager manager(Map<String, String> environment) {
    return ServiceManager.of(environment, PID, this::take);
  }

  private ServiceManager watched(int seconds) {
    return manager(Map.of("WATCHDOG_USEC", seconds + "000000", "WATCHDOG_PID", "" + PID));
  }

  private boolean take(byte[] message) {
    if (!isFull) {
      said.add(new String(message, StandardCharsets.UTF_8));
    }
    return !isFull;
  }

  private List<String> takeSaid() {
    List<String> taken = List.copyOf(said);
    said.clear();
    return taken;
  }

  @Nested
  class Ready {
    @Test
    void isSaidOnceWhenTheLastDataLoopBegins() {
      List<DataLoop> loops = manager(Map.of()).dataLoops(3);
      loops.get(2).begins(0);
      loops.get(0).begins(0);
      assertEquals(List.of(), takeSaid());
      loops.get(1).begins(0);
      assertEquals(List.of("READY=1\nSTATUS=running"), takeSaid());
    }

    @Test
    void isSaidAgainWhenNobodyCouldTakeIt() {
      ServiceManager manager = manager(Map.of());
      isFull = true;
      manager.dataLoops(1).getFirst().begins(0);
      manager.status("busy");
      isFull = false;
      manager.status("busy");
      assertEquals(List.of("READY=1\nSTATUS=running", "STATUS=busy"), takeSaid());
      manager.status("busy");
      assertEquals(List.of(), takeSaid());
    }

    @Test
    void isNotSaidByAReloadThatComesTooEarlyNorAfterTheEnd() {
      ServiceManager manager = manager(Map.of());
      List<DataLoop> loops = manager.dataLoops(1);
      manager.reloading();
      manager.reloaded("reloaded");
      assertEquals(List.of(), takeSaid());
      manager.stopping("SIGTERM");
      takeSaid();
      loops.getFirst().begins(0);
      manager.reloading();
      assertEquals(List.of(), takeSaid());
    }
  }

  @Nested
  class Watchdog {
    @Test
    void isPettedAThirdIntoItsTimeByALoopThatGoesRound() {
      DataLoop loop = watched(30).dataLoops(1).getFirst();
      loop.begins(0);
      takeSaid();
      for (long second = 1; second < 10; second++) {
        loop.wentRound(second * SECOND_NS);
      }
      assertEquals(List.of(), takeSaid());
      loop.wentRound(10 * SECOND_NS);
      assertEquals(List.of("WATCHDOG=1"), takeSaid());
      loop.wentRound(19 * SECOND_NS);
      assertEquals(List.of(), takeSaid());
      loop.wentRound(20 * SECOND_NS);
      assertEquals(List.of("WATCHDOG=1"), takeSaid());
    }

    @Test
    void isPettedOnlyWhenAllLoopsHaveMovedSinceTheLastTime() {
      List<DataLoop> loops = watched(3).dataLoops(3);
      loops.forEach(loop -> loop.begins(0));
      takeSaid();
      for (long second = 1; second <= 4; second++) {
        loops.get(0).wentRound(second * SECOND_NS);
        loops.get(1).wentRound(second * SECOND_NS);
        assertEquals(List.of(), takeSaid(), "the third hangs");
      }
      loops.get(2).wentRound(5 * SECOND_NS);
      assertEquals(List.of("WATCHDOG=1"), takeSaid());
      for (long second = 6; second <= 9; second++) {
        loops.get(2).wentRound(second * SECOND_NS);
        assertEquals(List.of(), takeSaid(), "the first two hang");
      }
      loops.get(0).wentRound(10 * SECOND_NS);
      assertEquals(List.of(), takeSaid(), "the second hangs");
      loops.get(1).wentRound(10 * SECOND_NS);
      assertEquals(List.of("WATCHDOG=1"), takeSaid());
    }

    @Test
    void ofAnotherProcessIsNotOurs() {
      for (Map<String, String> environment :
          List.of(
              Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1"),
              Map.of("WATCHDOG_USEC", "soon"),
              Map.<String, String>of())) {
        DataLoop loop = manager(environment).dataLoops(1).getFirst();
        loop.begins(0);
        takeSaid();
        loop.wentRound(3_600 * SECOND_NS);
        assertEquals(List.of(), takeSaid(), environment::toString);
      }
    }
  }

  @Test
  void aReloadIsBracketedAndCarriesTheMonotonicTime() {
    ServiceManager manager = manager(Map.of());
    manager.dataLoops(1).getFirst().begins(0);
    takeSaid();
    long beforeUs = System.nanoTime() / 1_000;
    manager.reloading();
    manager.reloaded("reloaded");
    List<String> messages = takeSaid();
    String[] reloading = messages.get(0).split("\n");
    assertEquals("RELOADING=1", reloading[0]);
    long saidUs = Long.parseLong(reloading[1].substring("MONOTONIC_USEC=".length()));
    assertTrue(beforeUs <= saidUs && saidUs <= System.nanoTime() / 1_000, reloading[1]);
    assertEquals("READY=1\nSTATUS=reloaded", messages.get(1));
  }

  @Test
  void theSameStatusIsSaidOnce() {
    ServiceManager manager = manager(Map.of());
    manager.status("one");
    manager.status("one");
    manager.status("two");
    assertEquals(List.of("STATUS=one", "STATUS=two"), takeSaid());
  }

  @Test
  void aStatusIsOneLineWhateverItHolds() {
    manager(Map.of()).failed("a\nREADY=1\rb", 22);
    assertEquals(List.of("STOPPING=1\nERRNO=22\nSTATUS=a READY=1 b"), takeSaid());
  }

  @Test
  void aLongStartAndALongEndAskForTime() {
    ServiceManager manager = manager(Map.of());
    manager.starting("waiting for a journal", 30_000);
    manager.starting("waiting for a journal", 30_000);
    manager.stopping("SIGTERM");
    manager.stillStopping("waiting", 10_000);
    assertEquals(
        List.of(
            "STATUS=waiting for a journal",
            "EXTEND_TIMEOUT_USEC=30000000",
            "EXTEND_TIMEOUT_USEC=30000000",
            "STOPPING=1\nSTATUS=ending: SIGTERM",
            "STATUS=waiting",
            "EXTEND_TIMEOUT_USEC=10000000"),
        takeSaid());
  }

  @Test
  void withoutAServiceManagerNothingIsSaidAndNothingFails() {
    ServiceManager nobody = ServiceManager.none();
    DataLoop loop = nobody.dataLoops(1).getFirst();
    loop.begins(0);
    loop.wentRound(Long.MAX_VALUE / 4);
    nobody.stopping("SIGTERM");
    assertTrue(!nobody.isListening());
  }
}
