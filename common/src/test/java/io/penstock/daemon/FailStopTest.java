package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

/** What an agent does between its first failure and its end, under the runner of the daemons. */
class FailStopTest {
  private final List<String> calls = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void afterAFailureNothingIsDoneAndNothingIsClosedInOrder() {
    run(new Recording("work 2"));
    assertEquals(List.of("start", "work 1", "work 2", "abandon"), calls);
    assertEquals("work 2", failures.getFirst().getMessage());
    assertTrue(
        failures.stream().skip(1).allMatch(AgentTerminationException.class::isInstance),
        "it is said once: " + failures);
  }

  @Test
  void anErrorIsAFailureToo() {
    Agent agent =
        new Recording("") {
          @Override
          public int doWork() {
            super.doWork();
            throw new InternalError("a fault in an unsafe memory access");
          }
        };
    assertThrows(InternalError.class, () -> run(agent)); // the runner's way with errors
    assertEquals(List.of("start", "work 1"), calls);
  }

  @Test
  void aStartThatFailsIsTheEnd() {
    run(new Recording("start"));
    assertEquals(List.of("start", "abandon"), calls);
  }

  @Test
  void anAgentThatEndsByItselfIsClosedInOrder() {
    run(new Recording("end 3"));
    assertEquals(List.of("start", "work 1", "work 2", "work 3", "close"), calls);
  }

  private void run(Agent agent) {
    Runnable abandon = () -> calls.add("abandon");
    FailStop.runner(NoOpIdleStrategy.INSTANCE, failures::add, agent, abandon).run();
  }

  /** Notes what is asked of it, and fails or ends when told. */
  private class Recording implements Agent {
    private final String until;
    private int rounds;

    Recording(String until) {
      this.until = until;
    }

    @Override
    public void onStart() {
      note("start");
    }

    @Override
    public int doWork() {
      rounds++;
      note("work " + rounds);
      if (until.equals("end " + rounds) || rounds == 100) {
        throw new AgentTerminationException();
      }
      return 1;
    }

    private void note(String call) {
      calls.add(call);
      if (until.equals(call)) {
        throw new IllegalStateException(call);
      }
    }

    @Override
    public void onClose() {
      calls.add("close");
    }

    @Override
    public String roleName() {
      return "recording";
    }
  }
}
