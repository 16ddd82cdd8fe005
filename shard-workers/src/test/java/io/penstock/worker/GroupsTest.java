package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.ReaderCounter;
import io.penstock.worker.reading.Groups;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the journal is read when many shards are behind. */
class GroupsTest {
  private static final int SHARDS = 14;
  private static final int FRONT = SHARDS - 1;

  @TempDir private Path home;

  @Test
  void ofManyShardsBehindTheNearestReadTogetherAndTheFirstWaitsForNobody() throws IOException {
    try (WorkerRig rig = new WorkerRig(home, SHARDS)) {
      for (int shard = 0; shard < SHARDS; shard++) {
        rig.standsAt(shard, rig.nextNumber());
        appendBacklog(rig, 6);
      }
      rig.nowNs += 2_000 * WorkerRig.MILLISECOND_NS; // the last is behind too
      rig.start("replay_rate=1000");
      rig.work(300 * WorkerRig.MILLISECOND_NS);
      double groups = 0;
      for (int shard = 0; shard < SHARDS; shard++) {
        groups += 1.0 / rig.counter(shard, ReaderCounter.GROUP_SIZE);
      }
      assertEquals(Groups.BEHIND_MAX, Math.round(groups));
      assertEquals(1, rig.counter(FRONT, ReaderCounter.GROUP_SIZE));
      for (int i = 0; i < 200 && rig.counter(0, ReaderCounter.GROUP_SIZE) < SHARDS; i++) {
        rig.work(500 * WorkerRig.MILLISECOND_NS);
      }
      assertEquals(SHARDS, rig.counter(0, ReaderCounter.GROUP_SIZE), "in the end all are one");
      rig.work(3_000 * WorkerRig.MILLISECOND_NS);
      for (int shard = 0; shard < SHARDS; shard++) {
        assertEquals(rig.nextNumber(), rig.position(shard).number());
        rig.assertBalanced(shard);
      }
    }
  }

  /** Lines of everybody, at a pace of ten records a second. */
  private static void appendBacklog(WorkerRig rig, int records) {
    List<String> datagrams = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      String line = rig.nameOf(shard) + ":1|c|#" + "x".repeat(80);
      datagrams.add(String.join("\n", Collections.nCopies(20, line)));
    }
    for (int record = 0; record < records; record++) {
      rig.append(datagrams);
      rig.nowNs += 100 * WorkerRig.MILLISECOND_NS;
    }
  }
}
