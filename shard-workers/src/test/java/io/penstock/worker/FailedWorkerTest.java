package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.counters.ReaderCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker thread does after its first failure: nothing. */
class FailedWorkerTest {
  private static final long MILLISECOND_NS = 1_000_000;

  @TempDir private Path home;

  @Test
  void nothingIsSentAndNothingCommittedAfterAFailureAndTheNextStartHasItAll() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, 1)) {
      rig.start();
      rig.append(List.of("a:1|c", "b:1|c"));
      rig.work(100 * MILLISECOND_NS);
      assertEquals(List.of("a:1|c", "b:1|c"), rig.received(0));
      rig.append(List.of("a:2|c"));
      rig.agent.doWork(); // it is packed, and waits for flush_interval
      rig.nowNs += 10 * MILLISECOND_NS;
      rig.failOnce();
      assertThrows(IllegalStateException.class, rig.guarded()::doWork);
      rig.nowNs += 10_000 * MILLISECOND_NS;
      assertThrows(AgentTerminationException.class, rig.guarded()::doWork);
      rig.guarded().onClose();
      assertEquals(List.of(), rig.received(0), "nothing more is sent");
      assertEquals(0, rig.position(0).number(), "what was in doubt is not committed");

      rig.start();
      rig.work(3_000 * MILLISECOND_NS);
      assertEquals(List.of("a:1|c", "b:1|c", "a:2|c"), rig.received(0));
      assertEquals(2, rig.counter(0, ReaderCounter.REPEATED_LINES));
      assertEquals(3, rig.position(0).number());
      rig.assertBalanced(0);
    }
  }
}
