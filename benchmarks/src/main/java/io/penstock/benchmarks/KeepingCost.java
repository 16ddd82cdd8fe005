package io.penstock.benchmarks;

import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalFile;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalRetention;
import io.penstock.journal.JournalSync;
import io.penstock.journal.JournalWriter;
import io.penstock.os.HostFiles;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an append costs while the journal is kept within a limit, and while it is forced to the disk
 * every 500 ms beside that: the ratio to one that is left alone, all in one run, in turns.
 *
 * <p>20 MB a second: 200,000 datagrams of 100 bytes, 64 a record; only the time within staging and
 * appending is measured. Retention looks four times a second and deletes all but four files of 16
 * MiB, so about one a second goes. Arguments: folder, seconds a turn, turns.
 */
public final class KeepingCost {
  private static final int DATAGRAM_BYTES = 100;
  private static final int PER_RECORD = 64;
  private static final int RECORDS_PER_SECOND = 200_000 / PER_RECORD;
  private static final int FILES_KEPT = 4;
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long FSYNC_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final Layout LAYOUT =
      new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://127.0.0.1:8127"));

  private enum Kind {
    ALONE,
    RETENTION,
    RETENTION_AND_FSYNC
  }

  private final Path folder;
  private final int seconds;
  private final UnsafeBuffer source =
      new UnsafeBuffer(ByteBuffer.allocateDirect(PER_RECORD * DATAGRAM_BYTES));
  private volatile boolean isOver;

  private KeepingCost(Path folder, int seconds) {
    this.folder = folder;
    this.seconds = seconds;
    source.setMemory(0, source.capacity(), (byte) 'x');
  }

  /** Runs and prints a line a turn, and the ratios at the end. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "penstock-keeping-cost");
    int turns = Integer.parseInt(arguments[2]);
    Map<Kind, List<Double>> means = new EnumMap<>(Kind.class);
    for (int turn = -1; turn < turns; turn++) { // the first one warms up
      List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
      if (turn % 2 != 0) {
        kinds = kinds.reversed();
      }
      for (Kind kind : kinds) {
        long[] ns = new KeepingCost(folder, Integer.parseInt(arguments[1])).turn(kind);
        double mean = Arrays.stream(ns).average().orElse(0) / PER_RECORD;
        Arrays.sort(ns);
        System.out.printf(
            "%-20s %6.1f ns a datagram, median %6.1f; a record: p99 %,d ns, worst %,d ns%n",
            kind,
            mean,
            (double) ns[ns.length / 2] / PER_RECORD,
            ns[ns.length * 99 / 100],
            ns[ns.length - 1]);
        if (turn >= 0) {
          means.computeIfAbsent(kind, none -> new ArrayList<>()).add(mean);
        }
      }
    }
    Files.delete(folder);
    double alone = median(means.get(Kind.ALONE));
    means.forEach(
        (kind, of) ->
            System.out.printf(
                "%-20s median of means %.1f ns, %.3f of ALONE%n",
                kind, median(of), median(of) / alone));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private long[] turn(Kind kind) throws Exception {
    JournalOptions options =
        new JournalOptions(
            folder.resolve("journal"), 4 << 20, 16 << 20, 3_600_000_000_000L, 32 << 20, 1_000);
    BlockAllocator allocator = BlockAllocator.of(options, HostFiles::punchHole);
    List<Thread> beside = new ArrayList<>();
    long[] ns;
    try (JournalWriter writer = JournalWriter.open(options, LAYOUT, 0, allocator);
        AgentRunner allocating =
            new AgentRunner(
                new SleepingMillisIdleStrategy(5), Throwable::printStackTrace, null, allocator)) {
      AgentRunner.startOnThread(allocating);
      if (kind != Kind.ALONE) {
        beside.add(Thread.ofPlatform().start(() -> retain(options)));
      }
      if (kind == Kind.RETENTION_AND_FSYNC) {
        beside.add(Thread.ofPlatform().start(() -> sync(options)));
      }
      ns = append(writer);
      isOver = true;
      for (Thread thread : beside) {
        thread.join();
      }
    }
    delete(options.directory());
    return ns;
  }

  private void retain(JournalOptions options) {
    try (JournalRetention journal = JournalRetention.open(options)) {
      while (!isOver) {
        List<JournalFile> files = journal.files();
        for (JournalFile file : files) {
          HostFiles.allocatedBytes(file.path());
        }
        for (int i = files.size(); i > FILES_KEPT; i--) {
          journal.deleteOldest();
        }
        LockSupport.parkNanos(LOOK_NS);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sync(JournalOptions options) {
    JournalSync journal = JournalSync.of(options);
    while (!isOver) {
      journal.run();
      LockSupport.parkNanos(FSYNC_NS);
    }
  }

  /** The time that each record took. */
  private long[] append(JournalWriter writer) {
    long[] ns = new long[seconds * RECORDS_PER_SECOND];
    int refused = 0;
    long startNs = System.nanoTime();
    for (int record = 0; record < ns.length; record++) {
      long dueNs = startNs + TimeUnit.SECONDS.toNanos(record) / RECORDS_PER_SECOND;
      while (System.nanoTime() - dueNs < 0) {
        LockSupport.parkNanos(100_000);
      }
      long beganNs = System.nanoTime();
      writer.begin(record);
      for (int i = 0; i < PER_RECORD; i++) {
        writer.add(source, i * DATAGRAM_BYTES, DATAGRAM_BYTES);
      }
      AppendResult result = writer.append();
      ns[record] = System.nanoTime() - beganNs;
      refused += result == AppendResult.APPENDED ? 0 : 1;
    }
    if (refused > 0) {
      System.out.printf("%d records refused: the disk was slow%n", refused);
    }
    return ns;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
