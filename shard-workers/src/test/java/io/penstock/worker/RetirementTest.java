package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderState;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A removed server's reader ends when nothing of its own is left, whether the server lives. */
class RetirementTest {
  private static final String DEAD = "tcp://127.0.0.1:1";

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(
      strings = {DEAD, "unix+stream:///nowhere/statsd.sock", "unix:///nowhere/statsd.sock"})
  void aDeadServersReaderRetiresWhenNoFileOfItsLayoutIsLeft(String dead) throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 1, dead)) {
      it.append("a:1|c", "b:1|c", "c:1|c");
      it.start(1, dead);
      it.work(2);
      it.relayout(1);
      it.append("d:1|c");
      it.reload(1);
      it.work(6);
      assertNotEquals(ReaderState.RETIRED, it.state("shard-1"), "it waits for its server");
      it.deleteOldest(1);
      it.reload(1);
      it.work(6);
      assertEquals(ReaderState.RETIRED, it.state("shard-1"));
      assertEquals(new Losses(3, 0, 0), it.position("shard-1").lost());
      assertEquals(3, it.position("shard-1").number());
      it.assertAddsUp("shard-1");
      assertEquals(4, it.received(0).size() + sentElsewhere(it), "the other shard flows");
    }
  }

  private static long sentElsewhere(ReadersFixture it) throws IOException {
    return 4 - it.position("shard-0").lines();
  }

  @Test
  void aReaderWhoseFilesAreGoneRetiresAtTheNextStart() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 1, DEAD)) {
      it.append("a:1|c", "b:1|c", "c:1|c");
      it.start(1, DEAD);
      it.work(2);
      it.stop();
      it.relayout(1);
      it.append("d:1|c");
      it.deleteOldest(1);
      it.start(1);
      it.work(1);
      assertEquals(ReaderState.RETIRED, it.state("shard-1"));
      assertEquals(new Losses(3, 0, 0), it.position("shard-1").lost());
      it.assertAddsUp("shard-1");
      it.stop();
      it.start(1);
      it.work(1);
      assertEquals(3, it.position("shard-1").lost().total(), "it is lost once");
    }
  }

  @Test
  void aDeadServersReaderRetiresWhereItWasMovedPastItsLayout() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 1, DEAD)) {
      it.append("a:1|c", "b:1|c");
      it.start(1, DEAD);
      it.work(1);
      it.stop();
      it.relayout(1);
      it.append("c:1|c");
      try (ReaderFile file = ReaderFile.openWritable(it.data.readers(), "shard-1", 0)) {
        file.commit(3, 0, 3, 0, 0, 0, Losses.NONE, 0, 0, 0);
      }
      it.start(1);
      it.work(1);
      assertEquals(ReaderState.RETIRED, it.state("shard-1"));
      assertEquals(0, it.position("shard-1").lost().total());
    }
  }

  @Test
  void aReloadOutlivesAReaderThatNoLayoutKnows() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 1, DEAD)) {
      it.append("a:1|c", "b:1|c");
      it.start(1, DEAD);
      it.work(1);
      it.relayout(1);
      it.append("c:1|c");
      it.deleteOldest(1);
      it.reload(1);
      it.work(0.1);
      it.append("d:1|c");
      it.work(6);
      assertEquals(4, it.position("shard-0").number());
      assertTrue(it.position("shard-0").lines() > 0);
      assertEquals(ReaderState.RETIRED, it.state("shard-1"));
    }
  }

  @Test
  void whatIsLeftBeforeAnEndedLayoutIsReadBeforeTheReaderRetires() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 2)) {
      it.append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
      it.relayout(1);
      it.append("e:1|c");
      it.start(1);
      it.work(2);
      assertEquals(ReaderState.RETIRED, it.state("shard-1"));
      assertEquals(4, it.position("shard-1").number());
      assertEquals(0, it.position("shard-1").lost().total());
      assertEquals(5, it.received(0).size() + it.received(1).size());
    }
  }
}
