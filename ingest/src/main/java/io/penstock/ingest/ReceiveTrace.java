package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.net.ReceiveSlots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file beside the counters in which the kernel notes what a receive takes: what a kill took out
 * of the middle of a receive is counted at the next start, to the datagram.
 *
 * <p>It survives a kill, not a power cut, and need not: then the socket is gone too. Its blocks are
 * on the disk before it is mapped, since a store into a hole on a full disk is a fault.
 */
final class ReceiveTrace {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveTrace.class);

  private ReceiveTrace() {}

  /**
   * Counts as received what the last process had taken and not counted, and continues the trace.
   * Without room for the file, receives leave no trace.
   */
  static void begin(Path file, ReceiveSlots slots, CounterFile counters) {
    try {
      ByteBuffer memory = map(file, slots.traceBytes());
      long received = counters.get(IngestCounter.RECEIVED_DATAGRAMS);
      counters.add(IngestCounter.RECEIVED_DATAGRAMS, slots.uncounted(memory, received));
      slots.traceIn(memory, () -> counters.get(IngestCounter.RECEIVED_DATAGRAMS));
    } catch (IOException e) {
      LOG.warn("{}: a kill within a receive would not be counted: {}", file, e.getMessage());
    }
  }

  private static ByteBuffer map(Path file, int bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer content = ByteBuffer.allocate(bytes);
      while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
        // until all of it is there
      }
      content.clear();
      while (content.hasRemaining()) {
        channel.write(content, content.position());
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
    }
  }
}
