package io.penstock.benchmarks;

import io.penstock.journal.Access;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.FreeTail;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.JournalWriter;
import io.penstock.journal.record.PollResult;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a datagram of 100 bytes costs to append, and to read again: staging, checksum and copy.
 *
 * <p>An operation is one datagram of {@value #DATAGRAMS}. Disk blocks are allocated before the
 * clock starts, as the allocator does ahead of ingest; the pages are in memory, so this is no
 * measure of a disk. The folder is {@code java.io.tmpdir}; it takes 350 MiB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(2)
public class JournalBenchmark {
  static final int DATAGRAMS = 768 * 1024;

  private static final int DATAGRAM_BYTES = 100;
  private static final Layout LAYOUT =
      new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://127.0.0.1:8127"));

  /** Datagrams of one record: what a receive brings at low and at high rates. */
  @Param({"4", "64"})
  public int recordDatagrams;

  private final UnsafeBuffer source =
      new UnsafeBuffer(ByteBuffer.allocateDirect(64 * DATAGRAM_BYTES));
  private Path folder;
  private JournalOptions options;
  private JournalWriter writer;
  private JournalReader reader;
  private JournalCursor cursor;

  /** Makes a journal with room, and another that is full. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = Files.createTempDirectory("penstock-journal-benchmark");
    source.setMemory(0, source.capacity(), (byte) 'x');
    options =
        new JournalOptions(
            folder.resolve("full"), 4 << 20, 1L << 30, 3_600_000_000_000L, 160L << 20, 1_000);
    try (JournalWriter full = openWriter(options)) {
      fill(full);
    }
    reader = JournalReader.open(options, Access.READ_ONLY);
    cursor = reader.newCursor();
    writer =
        openWriter(
            new JournalOptions(
                folder.resolve("empty"), 4 << 20, 1L << 30, 3_600_000_000_000L, 160L << 20, 1_000));
  }

  private static JournalWriter openWriter(JournalOptions options) {
    BlockAllocator allocator = BlockAllocator.of(options, FreeTail.KEEP);
    JournalWriter writer = JournalWriter.open(options, LAYOUT, 0, allocator);
    while (allocator.doWork() > 0) {
      // until there is enough
    }
    return writer;
  }

  /** Appends everything. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long append() {
    return fill(writer);
  }

  private long fill(JournalWriter target) {
    for (int record = 0; record < DATAGRAMS / recordDatagrams; record++) {
      target.begin(record);
      for (int i = 0; i < recordDatagrams; i++) {
        target.add(source, i * DATAGRAM_BYTES, DATAGRAM_BYTES);
      }
      if (target.append() != AppendResult.APPENDED) {
        throw new IllegalStateException("the blocks did not suffice");
      }
    }
    return target.nextNumber();
  }

  /** Reads everything: header, copy, checksum. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public long poll() {
    long datagrams = 0;
    while (datagrams < DATAGRAMS) {
      if (cursor.poll() == PollResult.DATAGRAMS) {
        datagrams += cursor.count();
      }
    }
    return datagrams;
  }

  /** Deletes both journals. */
  @TearDown(Level.Iteration)
  public void delete() throws IOException {
    cursor.close();
    reader.close();
    writer.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
