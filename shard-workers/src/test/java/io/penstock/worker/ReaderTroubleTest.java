package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import io.penstock.daemon.NamedLock;
import io.penstock.journal.record.Losses;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with one reader's file, or wanted of it, costs the other shards nothing. */
class ReaderTroubleTest {
  private static final int SLOTS_OFFSET = 64;
  private static final int SLOTS_BYTES = 256;

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"empty", "zeros", "garbage", "short", "folder"})
  void aReaderFileThatCannotBeReadStopsThatShardAloneUntilItIsMended(String kind)
      throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 2)) {
      it.append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
      it.start(2);
      it.work(1);
      it.stop();
      Path file = it.file("shard-1");
      Path good = Files.move(file, home.resolve("good"));
      spoil(file, kind);
      it.append("a:2|c", "b:2|c", "c:2|c", "d:2|c");
      it.start(2);
      it.work(2);
      assertEquals(8, it.position("shard-0").number(), "the other flows");
      long before = it.position("shard-0").lines();
      Files.delete(file);
      Files.move(good, file, StandardCopyOption.ATOMIC_MOVE);
      it.work(7);
      assertEquals(8, it.position("shard-1").number(), "it was tried again");
      assertEquals(8, before + it.position("shard-1").lines());
      assertEquals(8, it.received(0).size() + it.received(1).size());
      it.assertAddsUp("shard-1");
    }
  }

  private static void spoil(Path file, String kind) throws IOException {
    byte[] garbage = new byte[4096];
    Arrays.fill(garbage, (byte) 0x5a);
    switch (kind) {
      case "empty" -> Files.createFile(file);
      case "zeros" -> Files.write(file, new byte[4096]);
      case "garbage" -> Files.write(file, garbage);
      case "short" -> Files.write(file, new byte[100]);
      default -> Files.createDirectory(file);
    }
  }

  @Test
  void aReaderWithoutAPositionBeginsAtItsLastKnownPlaceAndItsBooksAddUp() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 2)) {
      it.append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
      it.start(2);
      it.work(1);
      it.stop();
      ReaderFile.pause(it.file("shard-1"), Long.MAX_VALUE);
      clearSlots(it.file("shard-1"));
      it.received(1);
      it.append("a:2|c", "b:2|c", "c:2|c", "d:2|c");
      it.start(2);
      it.work(1);
      assertEquals(8, it.position("shard-0").number(), "the other flows");
      assertEquals(0, it.received(1).size(), "it is paused still");
      ReaderFile.pause(it.file("shard-1"), 0);
      it.work(2);
      assertEquals(8, it.position("shard-1").number());
      assertTrue(it.position("shard-1").startNumber() >= 3, "not from the beginning");
      it.assertAddsUp("shard-1");
    }
  }

  private static void clearSlots(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(SLOTS_BYTES), SLOTS_OFFSET);
    }
  }

  @Test
  void aShardIsLetGoForAToolAndGoesOnWhereThatHasPutIt() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 2)) {
      it.append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
      it.start(2);
      it.work(1);
      it.received(0);
      int sent = it.received(1).size();
      ReaderFile.askToLetGo(it.file("shard-1"), it.nowNs / 1_000_000 + 4_000);
      it.work(0.1);
      try (NamedLock _ = NamedLock.acquire(it.data, "shard-1", "penstock seek")) {
        it.append("a:2|c", "b:2|c", "c:2|c", "d:2|c");
        it.work(1);
        assertEquals(8, it.position("shard-0").number(), "the other flows");
        assertEquals(4, it.position("shard-1").number());
        Files.delete(it.file("shard-1"));
        ReaderFile.begin(it.data.readers(), "shard-1", 0);
        it.work(1);
        assertEquals(0, it.position("shard-1").number(), "it waits for the lock");
      }
      it.work(1.5);
      assertEquals(8, it.position("shard-1").number());
      assertEquals(8 - it.position("shard-0").lines(), it.received(1).size(), "all of it again");
      assertTrue(sent > 0);
      it.assertAddsUp("shard-1");
    }
  }

  @Test
  void aToolThatDiesOrAnAbsurdRequestDoesNotKeepAShard() throws IOException {
    try (ReadersFixture it = new ReadersFixture(home, 2)) {
      it.start(2);
      it.append("a:1|c");
      it.work(1);
      ReaderFile.askToLetGo(it.file("shard-1"), it.nowNs / 1_000_000 + 4_000);
      it.work(1);
      it.append("a:2|c");
      it.work(1);
      assertEquals(1, it.position("shard-1").number(), "it is let go");
      it.work(4);
      assertEquals(2, it.position("shard-1").number(), "the time is over");
      long commits = it.counter("shard-1", ReaderCounter.COMMITS);
      ReaderFile.askToLetGo(it.file("shard-1"), it.nowNs / 1_000_000 + 3_600_000);
      it.append("a:3|c");
      it.work(1);
      assertEquals(3, it.position("shard-1").number(), "no clock can keep it");
      assertTrue(it.counter("shard-1", ReaderCounter.COMMITS) > commits);
      assertEquals(Losses.NONE, it.position("shard-1").lost());
    }
  }
}
