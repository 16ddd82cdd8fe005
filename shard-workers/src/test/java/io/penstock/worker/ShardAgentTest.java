package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.DataDirectory;
import io.penstock.config.Destination;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.daemon.DataFolders;
import io.penstock.journal.Access;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.Losses;
import io.penstock.net.UdpReceiver;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.service.ServiceManager;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import io.penstock.shard.ShardFunction;
import io.penstock.worker.destination.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker thread's whole work on a real journal and real sockets, by a clock of the test's own.
 */
class ShardAgentTest {
  private static final long MILLISECOND_NS = 1_000_000;
  private static final long DOUBT_WINDOW_NS = 2_000 * MILLISECOND_NS;

  @TempDir private Path home;

  private final List<UdpReceiver> receivers = new ArrayList<>();
  private long nowNs = 1_000_000_000_000L;
  private DataDirectory data;
  private JournalOptions journalOptions;
  private BlockAllocator allocator;
  private JournalWriter writer;
  private ShardAgent agent;

  @BeforeEach
  void makeJournal() throws IOException {
    data = new DataDirectory(home.resolve("data"));
    new DataFolders(data).create();
    journalOptions =
        new JournalOptions(
            data.journal(), 4 << 20, 8 << 20, 3_600_000 * MILLISECOND_NS, 1 << 20, 1_000);
    for (int i = 0; i < 3; i++) {
      receivers.add(bind(0));
    }
    openWriter(2);
  }

  @AfterEach
  void close() {
    if (agent != null) {
      agent.onClose();
    }
    writer.close();
    receivers.forEach(UdpReceiver::close);
  }

  @Test
  void everyLineGoesToTheShardOfItsKeyInOrder() {
    append("a:1|c", "b:1|c\nc:1|c\r\n\nd:1|c", "a:2|c");
    startAgent(2);
    assertEquals(linesOf(0, "a:1|c", "b:1|c", "c:1|c", "d:1|c", "a:2|c"), receive(0));
    assertEquals(linesOf(1, "a:1|c", "b:1|c", "c:1|c", "d:1|c", "a:2|c"), receive(1));
  }

  @Test
  void whatWasSentIsCommittedOnlyWhenTheDoubtWindowHasPassed() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c", "c:1|c");
    work(DOUBT_WINDOW_NS - 100 * MILLISECOND_NS);
    assertEquals(0, position(0).number());
    work(200 * MILLISECOND_NS);
    assertEquals(3, position(0).number());
    assertEquals(3, position(0).datagrams());
    assertEquals(3, position(0).lines() + position(1).lines());
  }

  @Test
  void aCleanEndCommitsWhatWasAcceptedAndARestartRepeatsNothing() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(20 * MILLISECOND_NS);
    stopAgent();
    assertEquals(2, position(0).number());
    receive(0);
    receive(1);
    startAgent(2);
    work(100 * MILLISECOND_NS);
    assertEquals(List.of(), receive(0));
    assertEquals(0, counter(0, ReaderCounter.REPEATED_LINES));
  }

  @Test
  void aRestartWithoutACleanEndRepeatsWhatWasInDoubtAndCountsIt() throws IOException {
    startAgent(1);
    append("a:1|c", "b:1|c");
    work(20 * MILLISECOND_NS);
    ShardAgent killed = agent; // its memory is simply forgotten
    assertEquals(List.of("a:1|c", "b:1|c").size(), receive(0).size() + receive(1).size());
    releaseLocksOf(killed);
    startAgent(2);
    work(100 * MILLISECOND_NS);
    long repeated =
        counter(0, ReaderCounter.REPEATED_LINES) + counter(1, ReaderCounter.REPEATED_LINES);
    assertEquals(2, repeated);
    assertEquals(2, receive(0).size() + receive(1).size());
  }

  @Test
  void aRefusedShardGoesBackToItsCommittedPositionAndNothingIsMissing() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    receive(0);
    receive(1);
    int port = receivers.get(0).localAddress().getPort();
    receivers.get(0).close();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String[] lines = {"a:" + i + "|c", "b:" + i + "|c", "e:" + i + "|c"};
      sent.addAll(List.of(lines));
      append(lines);
      work(50 * MILLISECOND_NS);
    }
    assertTrue(counter(0, ReaderCounter.REWINDS) > 0);
    assertEquals(linesOf(1, sent.toArray(new String[0])), receive(1), "the other shard flows");
    receivers.set(0, bind(port));
    work(10_000 * MILLISECOND_NS);
    assertEquals(linesOf(0, sent.toArray(new String[0])), receive(0));
    assertEquals(ReaderState.CAUGHT_UP.ordinal(), counter(0, ReaderCounter.STATE));
    assertEquals(2, counter(0, ReaderCounter.GROUP_SIZE), "they read together again");
    work(3_000 * MILLISECOND_NS);
    assertEquals(
        counter(0, ReaderCounter.ACCEPTED_LINES),
        position(0).lines() + counter(0, ReaderCounter.REPEATED_LINES));
  }

  @Test
  void aLineTooLongForAnyDatagramIsRejectedOnceAndTheRestGoesOn() throws IOException {
    startAgent(1);
    String tooLong = "a:1|s" + "x".repeat(65_520);
    append("a:1|c", tooLong, "a:2|c");
    work(3_000 * MILLISECOND_NS);
    int shard = shardOf("a:1|c", 2);
    assertEquals(List.of("a:1|c", "a:2|c"), receive(shard));
    assertEquals(1, counter(shard, ReaderCounter.REJECTED_TOO_BIG_LINES));
    assertEquals(1, position(shard).rejectedLines());
    assertEquals(2, position(shard).lines());
    assertEquals(3, position(shard).number());
  }

  @Test
  void anAddedShardBeginsWhereTheLayoutIntroducesIt() throws IOException {
    append("a:1|c", "b:1|c", "c:1|c");
    startAgent(2);
    work(20 * MILLISECOND_NS);
    assertTrue(relayout(3));
    append("a:2|c", "b:2|c", "c:2|c", "d:2|c", "e:2|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(3, position(2).startNumber());
    assertEquals(8, position(2).number());
    List<String> newest = linesOf(2, 3, "a:2|c", "b:2|c", "c:2|c", "d:2|c", "e:2|c");
    assertFalse(newest.isEmpty());
    assertEquals(newest, receive(2));
  }

  @Test
  void anAddedShardIsFoundThoughNoOtherCanRead() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    receivers.get(0).close();
    receivers.get(1).close();
    for (int i = 0; i < 5; i++) {
      append("a:2|c", "b:2|c");
      work(200 * MILLISECOND_NS);
    }
    assertTrue(relayout(3));
    append("a:3|c", "b:3|c", "c:3|c", "d:3|c", "e:3|c");
    work(8_000 * MILLISECOND_NS);
    assertEquals(linesOf(2, 3, "a:3|c", "b:3|c", "c:3|c", "d:3|c", "e:3|c"), receive(2));
  }

  @Test
  void aRemovedShardSendsWhatCameBeforeAndEnds() throws IOException {
    append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
    assertTrue(relayout(1));
    append("a:2|c", "b:2|c", "c:2|c", "d:2|c");
    startAgent(1); // the configuration knows the second shard no more, the journal does
    work(6_000 * MILLISECOND_NS);
    assertEquals(linesOf(1, "a:1|c", "b:1|c", "c:1|c", "d:1|c"), receive(1));
    assertEquals(ReaderState.RETIRED.ordinal(), counter(1, ReaderCounter.STATE));
    assertEquals(4, position(1).number());
    List<String> first = linesOf(0, "a:1|c", "b:1|c", "c:1|c", "d:1|c");
    first.addAll(List.of("a:2|c", "b:2|c", "c:2|c", "d:2|c"));
    assertEquals(first, receive(0));
  }

  @Test
  void aShardThatComesBackPassesOverTheTimeInWhichItWasNot() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    relayout(1);
    append("a:2|c", "b:2|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(ReaderState.RETIRED.ordinal(), counter(1, ReaderCounter.STATE));
    relayout(2);
    append("a:3|c", "b:3|c");
    work(4_000 * MILLISECOND_NS);
    assertEquals(linesOf(1, "a:1|c", "b:1|c", "a:3|c", "b:3|c"), receive(1));
    Position back = position(1);
    assertEquals(6, back.number());
    assertEquals(back.number() - back.startNumber(), back.datagrams() + back.lost().total());
  }

  @Test
  void datagramsMissingInTheJournalAreLostAndCountedExactly() throws IOException {
    append("a:1|c", "b:1|c");
    writer.close();
    allocator = BlockAllocator.of(journalOptions, (file, offset, length) -> {});
    writer =
        JournalWriter.open(journalOptions, layout(2), 1_000, allocator, this::epochMs, () -> nowNs);
    append("c:1|c");
    startAgent(2);
    work(3_000 * MILLISECOND_NS);
    assertEquals(new Losses(0, 0, 998), position(0).lost());
    assertEquals(3, position(0).datagrams());
    assertEquals(1_001, position(0).number());
  }

  @Test
  void aSilentEndBeforeTheHeadIsShownAndCountedWithinSeconds() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(1_000 * MILLISECOND_NS);
    assertEquals(ReaderState.CAUGHT_UP.ordinal(), counter(0, ReaderCounter.STATE));
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.NEXT_NUMBER, 100); // as if pages at the end were lost
    }
    work(3_000 * MILLISECOND_NS);
    assertEquals(ReaderState.STUCK.ordinal(), counter(0, ReaderCounter.STATE));
    assertTrue(counter(0, ReaderCounter.SILENT_ENDS) > 0);
    append("c:1|c");
    work(1_000 * MILLISECOND_NS);
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.NEXT_NUMBER, 3);
    }
    work(2_000 * MILLISECOND_NS);
    assertEquals(ReaderState.CAUGHT_UP.ordinal(), counter(0, ReaderCounter.STATE));
    assertEquals(3, position(0).datagrams());
  }

  @Test
  void whatWasLostStandsInTheBooksByReason() throws IOException {
    startAgent(2);
    append("a:1|c");
    work(3_000 * MILLISECOND_NS);
    stopAgent();
    append("a:2|c", "b:2|c");
    roll();
    append("damaged:1|c", "damaged:2|c", "damaged:3|c");
    append("a:3|c");
    try (JournalRetention retention = JournalRetention.open(journalOptions)) {
      assertTrue(retention.deleteOldest());
    }
    damage("damaged:2");
    startAgent(2);
    work(3_000 * MILLISECOND_NS);
    Position position = position(0);
    assertEquals(new Losses(2, 3, 0), position.lost());
    assertEquals(7, position.number());
    assertEquals(position.number() - position.startNumber(), position.datagrams() + 5);
    assertEquals(5, counter(0, ReaderCounter.LOST_DATAGRAMS));
    assertEquals(2, counter(0, ReaderCounter.LOST_RETENTION_DATAGRAMS));
    assertEquals(3, counter(0, ReaderCounter.LOST_CORRUPT_DATAGRAMS));
    assertEquals(0, counter(0, ReaderCounter.LOST_MISSING_DATAGRAMS));
    assertEquals(linesOf(0, "a:1|c", "a:3|c"), receive(0));
  }

  @Test
  void whatRetentionDeletesOfARetiredShardsBacklogIsInItsBooks() throws IOException {
    int port = goneBehindFour();
    append("b:2|c", "c:2|c", "d:2|c"); // 4 to 6, still under its layout
    relayout(1);
    append("a:3|c", "b:3|c");
    roll();
    append("a:4|c");
    work(2_000 * MILLISECOND_NS);
    deleteOldest(1);
    assertDrainedWith(port, new Losses(3, 0, 0), 7);
  }

  @Test
  void whatRetentionDeletesBehindARetiredShardsLayoutIsNotItsLoss() throws IOException {
    int port = goneBehindFour();
    append("b:2|c", "c:2|c", "d:2|c");
    relayout(1);
    append("a:3|c", "b:3|c");
    roll();
    append("a:4|c");
    roll();
    append("a:5|c");
    work(2_000 * MILLISECOND_NS);
    deleteOldest(2); // and with them the place where its layout ended
    assertDrainedWith(port, new Losses(3, 0, 0), 7);
  }

  /** Shard 1 has committed four datagrams, and its server is gone. */
  private int goneBehindFour() throws IOException {
    int port = receivers.get(1).localAddress().getPort();
    startAgent(2);
    append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(4, position(1).number());
    receivers.get(1).close();
    return port;
  }

  private void deleteOldest(int files) throws IOException {
    try (JournalRetention retention = JournalRetention.open(journalOptions)) {
      for (int i = 0; i < files; i++) {
        assertTrue(retention.deleteOldest());
      }
    }
  }

  private void assertDrainedWith(int port, Losses lost, long end) throws IOException {
    assertEquals(4, position(1).number());
    receivers.set(1, bind(port));
    work(8_000 * MILLISECOND_NS);
    assertEquals(ReaderState.RETIRED.ordinal(), counter(1, ReaderCounter.STATE));
    Position position = position(1);
    assertEquals(lost, position.lost());
    assertEquals(end, position.number());
    assertEquals(end - position.startNumber(), position.datagrams() + lost.total());
    assertEquals(lost.retention(), counter(1, ReaderCounter.LOST_RETENTION_DATAGRAMS));
  }

  @Test
  void aReaderThatIsBehindIsPaced() {
    String[] batch = new String[100];
    for (int i = 0; i < 300; i++) {
      for (int k = 0; k < batch.length; k++) {
        batch[k] = "k" + k + ":" + i + "|c";
      }
      append(batch);
      nowNs += 100 * MILLISECOND_NS; // 1,000 lines a second arrive, for 30 seconds
    }
    startAgent(2, 5_000);
    work(1_000 * MILLISECOND_NS);
    int inTheFirstSecond = receive(0).size() + receive(1).size();
    assertTrue(inTheFirstSecond < 7_000, "were " + inTheFirstSecond);
    assertTrue(inTheFirstSecond > 2_000, "were " + inTheFirstSecond);
    work(8_000 * MILLISECOND_NS);
    assertEquals(30_000, inTheFirstSecond + receive(0).size() + receive(1).size());
  }

  @Test
  void whatIsTooOldIsExpiredAndCountedAndTheRestGoesOn() throws IOException {
    append("a:1|c", "b:1|c", "c:1|c");
    nowNs += 60_000 * MILLISECOND_NS;
    append("a:2|c", "b:2|c");
    startAgent(2, "max_age=30s");
    work(3_000 * MILLISECOND_NS);
    assertEquals(linesOf(0, "a:2|c", "b:2|c"), receive(0));
    assertEquals(linesOf(1, "a:2|c", "b:2|c"), receive(1));
    for (int shard = 0; shard < 2; shard++) {
      Position position = position(shard);
      int expiredLines = linesOf(shard, "a:1|c", "b:1|c", "c:1|c").size();
      assertEquals(5, position.number());
      assertEquals(2, position.datagrams());
      assertEquals(3, position.expired());
      assertEquals(3, counter(shard, ReaderCounter.EXPIRED_DATAGRAMS));
      assertEquals(expiredLines, position.filteredLines());
      assertEquals(expiredLines, counter(shard, ReaderCounter.EXPIRED_LINES));
      assertScannedAddsUp(shard);
    }
  }

  @Test
  void staleGaugesAreLeftOutAndCountedWhenOnlyOtherTypesAreReplayed() throws IOException {
    String[] late = {"a:1|c", "b:1|g\na:7|ms|@0.1", "c:1|g|#t", "d:1|c", "junk"};
    append(late);
    nowNs += 5_000 * MILLISECOND_NS;
    append("a:2|g", "b:2|g", "c:2|c");
    startAgent(2, "replay_types=c,ms");
    work(3_000 * MILLISECOND_NS);
    String[] sent = {"a:1|c", "a:7|ms|@0.1", "d:1|c", "junk", "a:2|g", "b:2|g", "c:2|c"};
    long filtered = 0;
    for (int shard = 0; shard < 2; shard++) {
      assertEquals(linesOf(shard, sent), receive(shard));
      assertEquals(
          position(shard).filteredLines(), counter(shard, ReaderCounter.NOT_REPLAYED_LINES));
      assertEquals(8, position(shard).datagrams());
      assertScannedAddsUp(shard);
      filtered += position(shard).filteredLines();
    }
    assertEquals(2, filtered);
  }

  private void assertScannedAddsUp(int shard) throws IOException {
    assertEquals(
        counter(shard, ReaderCounter.SCANNED_LINES),
        counter(shard, ReaderCounter.ROUTED_LINES)
            + counter(shard, ReaderCounter.PASSED_BY_LINES)
            + counter(shard, ReaderCounter.FILTERED_LINES));
  }

  @Test
  void aMirrorGetsTheLinesOfItsShardByAReaderOfItsOwnAndIsReadWithIt() throws IOException {
    String mirror = destinations(3).get(2).address();
    startAgent(2, "shard.0.mirror=" + mirror);
    append("a:1|c", "b:1|c", "c:1|c", "d:1|c");
    work(3_000 * MILLISECOND_NS);
    List<String> expected = linesOf(0, "a:1|c", "b:1|c", "c:1|c", "d:1|c");
    assertEquals(expected, receive(0));
    assertEquals(expected, receive(2));
    assertEquals(3, counter(0, ReaderCounter.GROUP_SIZE), "hashed once for all");
    receivers.get(2).close();
    append("a:2|c", "b:2|c");
    work(3_000 * MILLISECOND_NS);
    append("a:3|c", "b:3|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(linesOf(0, "a:2|c", "b:2|c", "a:3|c", "b:3|c"), receive(0));
    assertEquals(0, counter(0, ReaderCounter.REWINDS));
    assertEquals(8, position(0).number());
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve("mirror-0"))) {
      assertEquals(4, file.position().number(), "what the dead mirror did not take waits");
    }
  }

  @Test
  void aRingGetsEveryLineFromItsLayoutOnByItsOwnHashAndIsReadWithTheShards() throws IOException {
    String[] rings = twoRings();
    append("early:1|c");
    startAgent(2, rings);
    work(3_000 * MILLISECOND_NS);
    receive(linesOf(0, "early:1|c").isEmpty() ? 1 : 0);
    assertTrue(relayout(rings));
    String[] lines = {"a,x=1:1|c", "a,x=2:1|c", "b:1|c", "c,y=1:1|c", "d:1|c", "e,z=9:1|c"};
    append(lines);
    work(3_000 * MILLISECOND_NS);
    assertEquals(List.of(lines), receive(2), "the ring of one gets all, and nothing from before");
    Layout three = ringLayout("three", rings);
    for (int number = 0; number < 3; number++) {
      assertEquals(Stream.of(lines).filter(plainlyOn(number, three)).toList(), receive(3 + number));
    }
    for (int shard = 0; shard < 2; shard++) {
      assertEquals(linesOf(shard, lines), receive(shard));
      assertEquals(6, counter(shard, ReaderCounter.GROUP_SIZE), "a record is read once for all");
    }
    assertEquals(7, position("one-0").number());
    assertEquals(1, position("one-0").startNumber(), "it begins with the layout that has it");
    assertEquals(6, position("one-0").lines());
    assertEquals(3, counter("three-2", ReaderCounter.LAYOUT_SHARDS));
  }

  @Test
  void aDeadRingDelaysNobodyAndGetsWhatWaitedWhenItIsBack() throws IOException {
    String[] rings = twoRings();
    assertTrue(relayout(rings));
    startAgent(2, rings);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    int port = receivers.get(2).localAddress().getPort();
    assertEquals(List.of("a:1|c", "b:1|c"), receive(2));
    receivers.get(2).close();
    append("a:2|c", "b:2|c");
    work(3_000 * MILLISECOND_NS);
    append("a:3|c", "b:3|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(2, position("one-0").number(), "what the dead one did not take waits");
    for (int shard = 0; shard < 2; shard++) {
      assertEquals(6, position(shard).number());
      assertEquals(0, counter(shard, ReaderCounter.REWINDS));
    }
    for (int number = 0; number < 3; number++) {
      assertEquals(6, position("three-" + number).number());
      assertEquals(0, counter("three-" + number, ReaderCounter.REWINDS));
    }
    receivers.set(2, bind(port));
    work(8_000 * MILLISECOND_NS);
    assertEquals(List.of("a:2|c", "b:2|c", "a:3|c", "b:3|c"), receive(2));
    assertEquals(6, position("one-0").number());
  }

  @Test
  void aRingThatLeavesTheLayoutRetiresAndPassesOverWhatCameWhileItWasAway() throws IOException {
    String[] rings = twoRings();
    assertTrue(relayout(rings));
    startAgent(2, rings);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    agent.follow(WorkerOptions.of(Configured.with(destinations(2), List.of("retry_max=1s"))));
    append("a:2|c");
    work(20 * MILLISECOND_NS);
    assertTrue(relayout());
    append("a:3|c", "b:3|c");
    work(8_000 * MILLISECOND_NS);
    assertEquals(List.of("a:1|c", "b:1|c", "a:2|c"), receive(2));
    assertEquals(ReaderState.RETIRED.ordinal(), counter("one-0", ReaderCounter.STATE));
    assertEquals(ReaderState.RETIRED.ordinal(), counter("three-1", ReaderCounter.STATE));
    assertTrue(relayout(rings));
    append("a:4|c");
    work(8_000 * MILLISECOND_NS);
    assertEquals(List.of("a:4|c"), receive(2), "to the address of the layout");
    assertEquals(6, position("one-0").number());
    assertEquals(4, position("one-0").lines());
    assertEquals(6, position(0).number());
  }

  /** A ring of one, and one of three that hashes otherwise than the shards. */
  private String[] twoRings() {
    while (receivers.size() < 6) {
      receivers.add(bind(0));
    }
    List<String> addresses = destinations(6).stream().map(Destination::address).toList();
    return new String[] {
      "mirror.one.destinations=" + addresses.get(2),
      "mirror.three.destinations=" + String.join(" ", addresses.subList(3, 6)),
      "mirror.three.hash=jump",
      "mirror.three.key=name"
    };
  }

  private boolean relayout(String... rings) {
    allocate();
    return writer.setLayout(Configured.with(destinations(2), List.of(rings)).layout());
  }

  private Layout ringLayout(String name, String... rings) {
    return Configured.with(destinations(2), List.of(rings)).layout().mirrors().get(name);
  }

  private static Predicate<String> plainlyOn(int number, Layout layout) {
    return line -> PlainShard.of(line.getBytes(StandardCharsets.ISO_8859_1), layout) == number;
  }

  private long counter(String reader, ReaderCounter counter) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve(reader))) {
      return file.counters().get(counter);
    }
  }

  private Position position(String reader) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve(reader))) {
      return file.position();
    }
  }

  @Test
  void otherAddressesAreFollowedFromThePositionAndUnchangedShardsAreLeftAlone() throws IOException {
    startAgent(2);
    append("a:1|c", "b:1|c");
    work(3_000 * MILLISECOND_NS);
    append("a:2|c", "b:2|c");
    work(20 * MILLISECOND_NS);
    receive(0);
    receive(1);
    List<Destination> moved = List.of(destinations(3).get(0), destinations(3).get(2));
    agent.follow(WorkerOptions.of(Configured.with(moved, List.of("retry_max=1s"))));
    append("a:3|c", "b:3|c");
    work(3_000 * MILLISECOND_NS);
    assertEquals(linesOf(1, "a:3|c", "b:3|c"), receive(2), "what was accepted is not repeated");
    assertEquals(List.of(), receive(1));
    assertEquals(6, position(1).number());
    assertEquals(0, counter(1, ReaderCounter.REPEATED_LINES));
  }

  private void openWriter(int shards) {
    allocator = BlockAllocator.of(journalOptions, (file, offset, length) -> {});
    writer =
        JournalWriter.open(
            journalOptions, layout(shards), 0, allocator, this::epochMs, () -> nowNs);
    allocate();
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // until there is enough
    }
  }

  private boolean relayout(int shards) {
    allocate();
    return writer.setLayout(layout(shards));
  }

  private Layout layout(int shards) {
    return new Layout(
        HashKind.DJB2,
        KeyRule.NAME_TAGS,
        destinations(shards).stream().map(Destination::address).toList());
  }

  private List<Destination> destinations(int shards) {
    return receivers.subList(0, shards).stream()
        .map(receiver -> new Destination("127.0.0.1", receiver.localAddress().getPort()))
        .toList();
  }

  private long epochMs() {
    return nowNs / MILLISECOND_NS;
  }

  /** One record that holds these datagrams. */
  private void append(String... datagrams) {
    allocate();
    writer.begin(nowNs);
    for (String datagram : datagrams) {
      byte[] bytes = datagram.getBytes(StandardCharsets.ISO_8859_1);
      assertTrue(writer.add(new UnsafeBuffer(bytes), 0, bytes.length));
    }
    assertEquals(io.penstock.journal.AppendResult.APPENDED, writer.append());
  }

  private void roll() {
    nowNs += journalOptions.rollAgeNs();
    allocate();
  }

  /** Overwrites a byte of the newest file, where these bytes are. */
  private void damage(String bytes) throws IOException {
    Path newest;
    try (Stream<Path> files = Files.list(data.journal())) {
      newest = files.filter(file -> file.toString().endsWith(".cq4")).max(Path::compareTo).get();
    }
    try (FileChannel file =
        FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.allocate(64 << 10);
      file.read(content, 0);
      int at = new String(content.array(), StandardCharsets.ISO_8859_1).indexOf(bytes);
      file.write(ByteBuffer.wrap(new byte[] {'#'}), at);
    }
  }

  @Test
  void aShardSaysForHowLongItsOldestLineHasWaitedWhateverTheWallClockSays() throws IOException {
    startAgent(2);
    ReaderFile.pause(data.readers().resolve("shard-0"), Long.MAX_VALUE);
    work(1_000 * MILLISECOND_NS);
    append("a:1|c", "b:1|c");
    try (CounterFile ingest = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      ingest.set(IngestCounter.NEXT_NUMBER, 2);
    }
    work(5_000 * MILLISECOND_NS);
    assertEquals(0, counter(0, ReaderCounter.UNSENT_NUMBER));
    assertTrue(counter(0, ReaderCounter.WAITING_MS) >= 4_000);
    assertEquals(2, counter(1, ReaderCounter.UNSENT_NUMBER));
    assertEquals(0, counter(1, ReaderCounter.WAITING_MS));
    ReaderFile.pause(data.readers().resolve("shard-0"), 0);
    work(1_500 * MILLISECOND_NS);
    assertEquals(2, counter(0, ReaderCounter.UNSENT_NUMBER), "sent, though not yet committed");
    assertEquals(0, counter(0, ReaderCounter.WAITING_MS));
  }

  private void startAgent(int shards, long replayLinesPerSecond) {
    startAgent(shards, "replay_rate=" + replayLinesPerSecond);
  }

  /** Starts an agent with settings of {@code [forward]} in place of those that tests like best. */
  private void startAgent(int shards, String... settings) {
    List<String> forward =
        new ArrayList<>(
            List.of(
                "doubt_window=" + DOUBT_WINDOW_NS + "ns",
                "retry_max=1s",
                "send_buffer=1MiB",
                "replay_rate=max"));
    forward.addAll(List.of(settings));
    WorkerOptions options = WorkerOptions.of(Configured.with(destinations(shards), forward));
    agent =
        new ShardAgent(
            new Surroundings(
                () -> nowNs,
                this::epochMs,
                data,
                () -> JournalReader.open(journalOptions, Access.NAMED_POSITIONS),
                Network.ofHost()),
            new ShardSelection(Set.of(), 1, 0),
            options,
            ServiceManager.none().dataLoops(1).getFirst());
    agent.onStart();
    work(10 * MILLISECOND_NS);
  }

  /** Lets the agent work as if a millisecond passed between its rounds. */
  private void work(long durationNs) {
    for (long untilNs = nowNs + durationNs; nowNs < untilNs; nowNs += MILLISECOND_NS) {
      agent.doWork();
    }
  }

  private void stopAgent() {
    agent.stop();
    assertThrows(AgentTerminationException.class, agent::doWork);
    agent.onClose();
    agent = null;
  }

  private void releaseLocksOf(ShardAgent killed) {
    killed.abandon();
  }

  private static UdpReceiver bind(int port) {
    try {
      return UdpReceiver.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4 << 20, 64, 65_536);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lines that have arrived at a shard's destination since the last time. */
  private List<String> receive(int shard) {
    UdpReceiver receiver = receivers.get(shard);
    List<String> lines = new ArrayList<>();
    for (int filled = receiver.receive(); filled > 0; filled = receiver.receive()) {
      for (int slot = 0; slot < filled; slot++) {
        byte[] bytes = new byte[receiver.length(slot)];
        receiver.buffer().getBytes(receiver.offset(slot), bytes);
        lines.addAll(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
      }
    }
    return lines;
  }

  private static int shardOf(String line, int shards) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    return ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, shards)
        .shardOf(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private static List<String> linesOf(int shard, String... lines) {
    return linesOf(shard, 2, lines);
  }

  private static List<String> linesOf(int shard, int shards, String... lines) {
    List<String> own = new ArrayList<>();
    for (String line : lines) {
      if (shardOf(line, shards) == shard) {
        own.add(line);
      }
    }
    return own;
  }

  private Position position(int shard) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve("shard-" + shard))) {
      return file.position();
    }
  }

  private long counter(int shard, ReaderCounter counter) throws IOException {
    try (ReaderFile file = ReaderFile.openReadOnly(data.readers().resolve("shard-" + shard))) {
      return file.counters().get(counter);
    }
  }
}
