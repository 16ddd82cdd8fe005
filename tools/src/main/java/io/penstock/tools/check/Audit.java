package io.penstock.tools.check;

import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.journal.PollResult;
import io.penstock.journal.Position;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Counts the lines of each reader again, from the journal, by code that shares nothing with the
 * worker's: split at newlines, hash as the seed did, compare with what the reader says.
 *
 * <p>One pass over the journal for all readers. Reads only; positions are taken before, so it does
 * not matter that the workers go on meanwhile.
 */
final class Audit {
  /** Enough for the cursor to find its way around damage, which it does when it idles. */
  private static final int SILENT_POLLS_MAX = 4_096;

  /**
   * A reader to recount.
   *
   * @param name of the reader
   * @param shard its number
   * @param position where it stands
   */
  record Subject(String name, int shard, Position position) {}

  private static final class Count {
    final Subject subject;
    long datagrams;
    long lines;

    Count(Subject subject) {
      this.subject = subject;
    }

    boolean covers(long firstNumber) {
      return firstNumber >= subject.position().startNumber()
          && firstNumber < subject.position().number();
    }
  }

  private final List<Count> counts = new ArrayList<>();
  private final List<String> unchecked = new ArrayList<>();

  Audit(List<Subject> subjects) {
    subjects.forEach(subject -> counts.add(new Count(subject)));
  }

  /** Readers whose history is no longer retained whole, so that nothing could be compared. */
  List<String> unchecked() {
    return unchecked;
  }

  /**
   * Reads the journal and compares.
   *
   * @param progress told the number that was reached, now and then
   */
  List<Equation> run(JournalReader journal, LongConsumer progress) {
    dropWhatIsNotRetained(journal.firstNumber().orElse(0));
    if (counts.isEmpty()) {
      return List.of();
    }
    try (JournalCursor cursor = journal.newCursor()) {
      recount(cursor, progress);
    }
    List<Equation> equations = new ArrayList<>();
    counts.forEach(count -> compare(count, equations));
    return equations;
  }

  private void dropWhatIsNotRetained(long firstRetained) {
    counts.removeIf(
        count -> {
          boolean gone = count.subject.position().startNumber() < firstRetained;
          if (gone) {
            unchecked.add(
                "%s began at datagram %d, the journal at %d: the lines before cannot be recounted"
                    .formatted(
                        count.subject.name(),
                        count.subject.position().startNumber(),
                        firstRetained));
          }
          return gone;
        });
  }

  private void recount(JournalCursor cursor, LongConsumer progress) {
    long from =
        counts.stream().mapToLong(count -> count.subject.position().startNumber()).min().orElse(0);
    long to = counts.stream().mapToLong(count -> count.subject.position().number()).max().orElse(0);
    cursor.seek(from, 0);
    int silentPolls = 0;
    while (silentPolls < SILENT_POLLS_MAX) {
      PollResult result = cursor.poll();
      silentPolls = result == PollResult.NOTHING ? silentPolls + 1 : 0;
      if (result == PollResult.DATAGRAMS) {
        if (cursor.firstNumber() >= to) {
          return;
        }
        recountRecord(cursor);
        progress.accept(cursor.firstNumber());
      }
    }
  }

  private void recountRecord(JournalCursor cursor) {
    Layout layout = cursor.layout();
    int[] linesByShard = new int[layout.shards()];
    for (int i = 0; i < cursor.count(); i++) {
      byte[] datagram = new byte[cursor.datagramLength(i)];
      cursor.buffer().getBytes(cursor.datagramOffset(i), datagram);
      for (byte[] line : lines(datagram)) {
        linesByShard[PlainShard.of(line, layout)]++;
      }
    }
    for (Count count : counts) {
      if (count.covers(cursor.firstNumber())) {
        int shard = count.subject.shard();
        count.datagrams += cursor.count();
        count.lines += shard < linesByShard.length ? linesByShard[shard] : 0;
      }
    }
  }

  /** Lines of a datagram, without their endings; a CR before an LF is part of the ending. */
  static List<byte[]> lines(byte[] datagram) {
    List<byte[]> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int i = 0; i < datagram.length; i++) {
      boolean endsHere =
          datagram[i] == '\n'
              || (datagram[i] == '\r' && i + 1 < datagram.length && datagram[i + 1] == '\n');
      if (!endsHere) {
        line.write(datagram[i]);
      } else if (line.size() > 0) {
        lines.add(line.toByteArray());
        line.reset();
      }
    }
    if (line.size() > 0) {
      lines.add(line.toByteArray());
    }
    return lines;
  }

  private static void compare(Count count, List<Equation> equations) {
    Position position = count.subject.position();
    String name = count.subject.name();
    equations.add(
        new Equation(
            name,
            "lines recounted = committed + rejected",
            "lines",
            count.lines,
            position.lines() + position.rejectedLines(),
            "committed %d + rejected %d".formatted(position.lines(), position.rejectedLines())));
    equations.add(
        new Equation(
            name,
            "datagrams recounted = committed",
            "datagrams",
            count.datagrams,
            position.datagrams(),
            "committed " + position.datagrams()));
  }
}
