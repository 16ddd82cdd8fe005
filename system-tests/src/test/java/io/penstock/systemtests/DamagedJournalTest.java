package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.counters.ReaderCounter;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.PollResult;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to the files, under real daemons. */
@ExtendWith(PenstockExtension.class)
@Timeout(300)
class DamagedJournalTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int DATAGRAMS = 8_000;
  private static final int PAGE_BYTES = 4096;
  private static final int IDLE_POLLS = 1_100;

  @Test
  void damageCostsExactlyTheDamagedRecordsAndTheBalanceStaysZero(Penstock penstock)
      throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.startIngest();
      LoadReport sent = Traffic.send(Offered.to(penstock).lines(10).at(4_000).datagrams(DATAGRAMS));
      penstock.awaitReceived(sent.datagrams());
      penstock.ingest().sigterm();
      List<Path> files = rollFiles(penstock.data().resolve("journal"));
      assertTrue(files.size() > 6, () -> "too few files: " + files);
      injure(files.get(0), 300_000, 1, true);
      injure(files.get(1), 75 * PAGE_BYTES, PAGE_BYTES, false);
      Files.delete(files.get(3));
      try (FileChannel file = FileChannel.open(files.get(5), StandardOpenOption.WRITE)) {
        file.truncate(400_000);
      }
      penstock.startIngest();
      penstock.startWorker();
      LoadReport more = Traffic.send(Offered.to(penstock).named("more").datagrams(1_000));
      penstock.awaitReceived(sent.datagrams() + more.datagrams());
      penstock.awaitDelivered();

      Exit check = penstock.tool("check", "--deep", "--json");
      assertEquals(2, check.code(), check::text);
      JsonObject found = JsonParser.parseString(check.out()).getAsJsonObject();
      long gone = found.get("gone_datagrams").getAsLong();
      assertTrue(gone > 0);
      for (int shard = 0; shard < 2; shard++) {
        assertEquals(gone, penstock.count(shard, ReaderCounter.LOST_CORRUPT_DATAGRAMS));
        assertEquals(gone, penstock.count(shard, ReaderCounter.LOST_DATAGRAMS));
        assertEquals(
            sent.datagrams() + more.datagrams() - gone,
            penstock.counts().position(shard).datagrams());
      }
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void anUnreadableTableIsRepairedAndTheDaemonsStart(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      penstock.awaitReceived(sent.datagrams());
      Exit nothing = penstock.tool("repair", "--apply");
      assertEquals(
          0, nothing.code(), () -> "nothing is damaged, no lock needed: " + nothing.text());
      Path table = penstock.data().resolve("journal/metadata.cq4t");
      replace(table, new byte[100]);
      Exit refused = penstock.tool("repair", "--apply");
      assertEquals(3, refused.code(), () -> "ingest runs: " + refused.text());
      assertEquals(100, Files.size(table), "a repair that was refused changes nothing");
      penstock.ingest().sigterm();
      assertEquals(2, penstock.tool("check").code());
      Exit repair = penstock.tool("repair", "--apply");
      assertEquals(0, repair.code(), repair::text);
      penstock.startIngest();
      penstock.startWorker();
      penstock.awaitDelivered();
      sinks.assertEachOnce(sent.lines());
      Balance.assertZero(penstock);
    }
  }

  @Test
  @Tag("long")
  void damagedSmallFilesStopNobody(Penstock penstock) throws Exception {
    penstock.set("journal.roll_bytes", "1MiB");
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.startIngest();
      penstock.startWorker();
      Path table = penstock.data().resolve("journal/metadata.cq4t");
      LoadReport first = Traffic.send(Offered.to(penstock).datagrams(2_000));
      penstock.awaitDelivered();
      Files.delete(table); // beside both
      LoadReport second = Traffic.send(Offered.to(penstock).datagrams(2_000).named("second"));
      penstock.awaitDelivered();
      penstock.ingest().sigterm();
      Files.write(table, new byte[0]);
      Files.write(penstock.data().resolve("counters/ingest-receives"), new byte[100]);
      penstock.startIngest(); // the worker has run all the time
      LoadReport third = Traffic.send(Offered.to(penstock).datagrams(20_000).named("third"));
      penstock.awaitDelivered();
      sinks.assertEachOnce(first.lines() + second.lines() + third.lines());
      Balance.assertZero(penstock);
      penstock.ingest().sigterm();
      Files.write(penstock.data().resolve("counters/ingest"), new byte[0]);
      penstock.startIngest();
      assertTrue(penstock.ingest().log().contains("counting starts at zero"));
      LoadReport fourth = Traffic.send(Offered.to(penstock).datagrams(2_000).named("fourth"));
      penstock.awaitReceived(fourth.datagrams());
      penstock.awaitDelivered();
      sinks.assertEachOnce(first.lines() + second.lines() + third.lines() + fourth.lines());
      Balance.assertZero(penstock);
    }
  }

  @Test
  void aCopyOfTheLiveFilesIsAPrefixAndNothingInItIsFalse(Penstock penstock) throws Exception {
    copyTheLiveFiles(penstock, 12, 3_000);
  }

  @Test
  @Tag("long")
  void theSameTwoHundredTimes(Penstock penstock) throws Exception {
    copyTheLiveFiles(penstock, 200, 500); // each copy holds all that the last one held
  }

  private static void copyTheLiveFiles(Penstock penstock, int times, int datagramsPerSecond)
      throws Exception {
    System.out.println("DamagedJournalTest seed: -Dpenstock.test.seed=" + SEED);
    Random random = new Random(SEED);
    penstock.set("journal.roll_bytes", "1MiB");
    penstock.destinations(List.of(Loopback.fresh()));
    penstock.startIngest();
    Path journal = penstock.data().resolve("journal");
    int[][] copies = new int[times][];
    try (Traffic traffic = Traffic.begin(Offered.to(penstock).lines(10).at(datagramsPerSecond))) {
      for (int i = 0; i < times; i++) {
        Thread.sleep(random.nextInt(40));
        Path copy = Files.createDirectory(penstock.home().resolve("copy-" + i));
        copy(journal, copy);
        copies[i] = read(copy);
        delete(copy);
      }
      LoadReport sent = traffic.end();
      penstock.awaitReceived(sent.datagrams());
    }
    penstock.ingest().sigterm();
    int[] whole = read(journal);
    for (int[] copy : copies) {
      assertTrue(copy.length <= whole.length);
      assertEquals(-1, Arrays.mismatch(copy, Arrays.copyOf(whole, copy.length)));
    }
    assertTrue(copies[times - 1].length > copies[0].length, "ingest has appended meanwhile");
    Exit balance = Balance.check(penstock);
    assertEquals(0, balance.code(), balance::text);
  }

  /** The table first, then the files as they come to be: the newest last. */
  private static void copy(Path journal, Path copy) throws IOException {
    Files.copy(journal.resolve("metadata.cq4t"), copy.resolve("metadata.cq4t"));
    for (Path file : rollFiles(journal)) {
      try {
        Files.copy(file, copy.resolve(file.getFileName()));
      } catch (NoSuchFileException gone) {
        // retention was faster
      }
    }
  }

  /** A hash of each datagram, by its number; the journal must begin with 0 and have no gap. */
  private static int[] read(Path journal) {
    int[] hashes = new int[1 << 20];
    int next = 0;
    try (JournalReader reader = JournalReader.open(JournalOptions.of(journal), Access.READ_ONLY);
        JournalCursor cursor = reader.newCursor()) {
      for (int idle = 0; idle < IDLE_POLLS; ) {
        PollResult poll = cursor.poll();
        idle = poll == PollResult.NOTHING ? idle + 1 : 0;
        if (poll == PollResult.DATAGRAMS) {
          assertEquals(next, cursor.firstNumber(), "a prefix has no gap");
          for (int i = 0; i < cursor.count(); i++) {
            byte[] bytes = new byte[cursor.datagramLength(i)];
            cursor.buffer().getBytes(cursor.datagramOffset(i), bytes);
            hashes[next++] = Arrays.hashCode(bytes);
          }
        }
      }
    }
    return Arrays.copyOf(hashes, next);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Under the same name, so that a process which has mapped the file keeps the old content. */
  private static void replace(Path file, byte[] content) throws IOException {
    Path other = file.resolveSibling("other");
    Files.write(other, content);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Path> rollFiles(Path journal) throws IOException {
    try (Stream<Path> files = Files.list(journal)) {
      return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
    }
  }

  private static void injure(Path file, long at, int bytes, boolean isFlip) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.allocate(bytes);
      if (isFlip) {
        channel.read(content, at);
        content.put(0, (byte) (content.get(0) ^ 1)).flip();
      }
      channel.write(content, at);
    }
  }
}
