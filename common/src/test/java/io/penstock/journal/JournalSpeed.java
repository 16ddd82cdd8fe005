package io.penstock.journal;

import io.penstock.journal.record.PollResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Measures append, poll and idle poll; a quick look, not a benchmark.
 *
 * <p>Arguments: directory, MiB to write in each round, datagrams per record, bytes per datagram.
 */
final class JournalSpeed {
  private JournalSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]).resolve("journal-speed");
    long bytes = Long.parseLong(arguments[1]) << 20;
    int perRecord = Integer.parseInt(arguments[2]);
    int datagramBytes = Integer.parseInt(arguments[3]);
    for (int round = 0; round < 5; round++) {
      delete(directory);
      round(directory, bytes, perRecord, datagramBytes);
    }
    delete(directory);
  }

  private static void round(Path directory, long bytes, int perRecord, int datagramBytes) {
    JournalOptions options = JournalOptions.of(directory);
    BlockAllocator allocator = BlockAllocator.of(options, FreeTail.KEEP);
    long records = bytes / ((long) perRecord * datagramBytes);
    try (JournalWriter writer =
            JournalWriter.open(options, JournalFixture.layout(2), 0, allocator);
        AgentRunner agent =
            new AgentRunner(
                new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, allocator)) {
      AgentRunner.startOnThread(agent);
      long started = System.nanoTime();
      long refused = append(writer, records, perRecord, datagramBytes);
      report("append", System.nanoTime() - started, records, perRecord);
      System.out.printf("  refused %,d, files %d%n", refused, writer.rolls() + 1);
    }
    try (JournalReader reader = JournalReader.open(options, Access.READ_ONLY);
        JournalCursor cursor = reader.newCursor()) {
      long started = System.nanoTime();
      long read = 0;
      for (PollResult poll = cursor.poll(); poll != PollResult.NOTHING; poll = cursor.poll()) {
        read++;
      }
      report("poll  ", System.nanoTime() - started, read, perRecord);
      started = System.nanoTime();
      for (int i = 0; i < 10_000_000; i++) {
        cursor.poll();
      }
      System.out.printf("idle   %.1f ns%n", (System.nanoTime() - started) / 1e7);
      started = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        cursor.seek(Datagrams.mix(i) >>> 40, 0);
      }
      System.out.printf("seek   %.1f us without a hint%n", (System.nanoTime() - started) / 1e6);
    }
    long started = System.nanoTime();
    JournalWriter.open(
            options, JournalFixture.layout(2), 0, BlockAllocator.of(options, FreeTail.KEEP))
        .close();
    System.out.printf("open   %.1f ms%n", (System.nanoTime() - started) / 1e6);
  }

  /** Appends as fast as it can; a refused record is tried again, and counted. */
  private static long append(JournalWriter writer, long records, int perRecord, int datagramBytes) {
    UnsafeBuffer source = new UnsafeBuffer(ByteBuffer.allocateDirect(perRecord * datagramBytes));
    source.setMemory(0, source.capacity(), (byte) 'x');
    long refused = 0;
    for (long appended = 0; appended < records; ) {
      writer.begin(appended);
      for (int i = 0; i < perRecord; i++) {
        writer.add(source, i * datagramBytes, datagramBytes);
      }
      if (writer.append() == AppendResult.APPENDED) {
        appended++;
      } else {
        refused++;
        Thread.onSpinWait();
      }
    }
    return refused;
  }

  private static void report(String what, long ns, long records, int perRecord) {
    System.out.printf(
        "%s %,.0f records/s, %,.0f datagrams/s, %.0f ns a record%n",
        what, 1e9 * records / ns, 1e9 * records * perRecord / ns, (double) ns / records);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
