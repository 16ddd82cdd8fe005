package io.penstock.tools.transfer;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.AppendResult;
import io.penstock.journal.BlockAllocator;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalWriter;
import io.penstock.os.HostFiles;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes a journal of layouts and records that are given in order, with the numbers and times that
 * they have. One thread, which also allocates. The caller holds ingest's lock.
 */
final class NewJournal implements ExportReader.Visitor, AutoCloseable {
  private final DataDirectory data;
  private final JournalOptions options;
  private Layout layout;
  private BlockAllocator allocator;
  private JournalWriter writer;
  private long payloadBytes;

  NewJournal(DataDirectory data) {
    this.data = data;
    this.options = JournalOptions.of(data.journal());
  }

  @Override
  public void layout(long number, Layout newLayout) {
    layout = newLayout;
  }

  @Override
  public void record(long number, long timeNs, List<byte[]> datagrams) {
    if (layout == null) {
      throw new IllegalArgumentException("a record precedes the first layout");
    }
    goTo(number, timeNs);
    writer.begin(timeNs);
    for (byte[] datagram : datagrams) {
      add(datagram, timeNs);
    }
    append();
  }

  /** A number that is not the next makes a gap, which only a writer that is opened can make. */
  private void goTo(long number, long timeNs) {
    if (writer != null && number < writer.nextNumber()) {
      throw new IllegalArgumentException(
          "datagram " + number + " comes where " + writer.nextNumber() + " is next");
    }
    if (writer != null && number > writer.nextNumber()) {
      closeWriter();
    }
    if (writer == null) {
      allocator = BlockAllocator.of(options, HostFiles::punchHole);
      long epochMs = TimeUnit.NANOSECONDS.toMillis(timeNs);
      writer =
          JournalWriter.open(
              options, layout, number, allocator, () -> epochMs, SystemNanoClock.INSTANCE);
    }
    allocate();
    if (!writer.setLayout(layout)) {
      throw full();
    }
  }

  private void add(byte[] datagram, long timeNs) {
    UnsafeBuffer buffer = new UnsafeBuffer(datagram);
    if (!writer.add(buffer, 0, datagram.length)) {
      append();
      writer.begin(timeNs);
      writer.add(buffer, 0, datagram.length);
    }
    payloadBytes += datagram.length;
  }

  private void append() {
    allocate();
    if (writer.append() != AppendResult.APPENDED) {
      throw full();
    }
  }

  private void allocate() {
    while (allocator.doWork() > 0) {
      // one step at a time
    }
  }

  private ProgramException full() {
    return new ProgramException(
        ExitCode.FAILED,
        data.journal() + ": the disk is full; what was imported so far is of no use, remove it");
  }

  private void closeWriter() {
    writer.close();
    allocator.onClose();
    writer = null;
  }

  /** Number after the last datagram. */
  long nextNumber() {
    return writer == null ? 0 : writer.nextNumber();
  }

  /** Notes what ingest would have counted: a number was given to each datagram that it received. */
  void writeCounters() throws IOException {
    try (CounterFile counters = CounterFile.openWritable(data.ingestCounters(), FileKind.INGEST)) {
      counters.set(IngestCounter.RECEIVED_DATAGRAMS, nextNumber());
      counters.set(IngestCounter.RECEIVED_BYTES, payloadBytes);
      counters.set(IngestCounter.NEXT_NUMBER, nextNumber());
      counters.heartbeat(0);
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      closeWriter();
    }
  }
}
