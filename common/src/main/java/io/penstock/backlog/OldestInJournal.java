package io.penstock.backlog;

import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the oldest line that waits for a reader by reading the journal from where it has sent
 * everything: some milliseconds a reader.
 *
 * <p>Lines of other shards are passed over, up to {@value #SCANNED_BYTES_MAX} bytes of them; behind
 * those the time of the last one stands for what was not looked at, so the age is never too small.
 * A line that filters would leave out counts as waiting. Where the journal cannot be read the
 * counters must do.
 *
 * <p>Used by one thread; opens the journal when it is first needed.
 */
public final class OldestInJournal implements Oldest, AutoCloseable {
  private static final int SCANNED_BYTES_MAX = 4 << 20;

  private final Path folder;
  private final Map<Layout, ShardFunction> functions = new HashMap<>();
  private JournalReader journal;

  private OldestInJournal(Path folder) {
    this.folder = folder;
  }

  /** Of the journal in a folder, which need not be there. */
  public static OldestInJournal in(Path folder) {
    return new OldestInJournal(folder);
  }

  @Override
  public Found unsent(Progress reader, Head head) {
    try {
      return isOpen() ? find(reader, head) : Oldest.byCounters(reader, head);
    } catch (JournalException unreadable) { // a look at the journal itself says why
      return Oldest.byCounters(reader, head);
    }
  }

  private boolean isOpen() {
    if (journal == null && Files.isDirectory(folder) && JournalReader.exists(folder)) {
      journal = JournalReader.open(JournalOptions.of(folder), Access.READ_ONLY);
    }
    return journal != null;
  }

  private Found find(Progress reader, Head head) {
    Optional<ReaderName> name = ReaderName.of(reader.name());
    try (JournalCursor cursor = journal.newCursor()) {
      cursor.seek(reader.sentUpTo(), reader.hint());
      long unsentBytes = -1;
      long timeNs = 0;
      long reached = reader.sentUpTo();
      for (long scanned = 0; scanned <= SCANNED_BYTES_MAX && reached < head.number(); ) {
        switch (cursor.pollThoroughly()) {
          case DATAGRAMS -> {
            timeNs = cursor.receiveTimeNs();
            if (unsentBytes < 0) {
              unsentBytes = Math.max(0, head.bytes() - cursor.payloadBytesBefore());
            }
            if (name.isEmpty() || hasLineOf(name.get(), cursor, reader.sentUpTo())) {
              return new Found(true, timeNs, unsentBytes);
            }
            if (!name.get().isIn(cursor.layout())) {
              return new Found(false, 0, 0); // its layouts have ended
            }
            scanned += cursor.payloadBytes();
            reached = cursor.nextNumber();
          }
          case NOTHING -> {
            return Oldest.byCounters(reader, head); // the end is damaged, or not there
          }
          default -> {
            // a layout, or damage: nothing to stand at
          }
        }
      }
      return new Found(reached < head.number(), timeNs, Math.max(0, unsentBytes));
    }
  }

  private boolean hasLineOf(ReaderName name, JournalCursor cursor, long fromNumber) {
    Layout layout = cursor.layout();
    if (layout == null) {
      return true;
    }
    if (!name.isIn(layout)) {
      return false;
    }
    ShardFunction function = functions.computeIfAbsent(name.ringIn(layout), ShardFunction::of);
    int first = (int) Math.max(0, fromNumber - cursor.firstNumber());
    for (int i = 0; i < cursor.count(); i++) {
      int offset = cursor.datagramOffset(i);
      if (i >= first
          && hasLineOf(
              name, function, cursor.buffer(), offset, offset + cursor.datagramLength(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLineOf(
      ReaderName name, ShardFunction function, UnsafeBuffer buffer, int offset, int limit) {
    for (int from = offset; from < limit; ) {
      int end = Lines.endOfLine(buffer, from, limit);
      int length = Lines.lengthOf(buffer, from, end, limit);
      if (length > 0 && function.shardOf(buffer, from, length) == name.shard()) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
