package io.penstock.tools.doctor;

import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalReader;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.Range;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Lines that nothing else ever wrote, and the search for them in what is appended to the journal.
 *
 * <p>The digits alone are searched for: a server may put words before the name, or other lines
 * around it.
 */
final class LoopLines implements AutoCloseable {
  private static final String NAME = "penstock.doctor.loop.";

  private static final int RUN_BYTES = 6;
  private static final int NUMBER_DIGITS = 4;

  /** As many as the number's digits can tell apart. */
  static final int LINES_MAX = 1 << 4 * NUMBER_DIGITS;

  /**
   * A line that came back.
   *
   * @param datagram its number in the journal
   * @param receiveTimeNs when ingest received it, epoch ns
   */
  record Returned(long datagram, long receiveTimeNs) {}

  private final String run;
  private final byte[] runBytes;
  private final JournalWalk walk;
  private final Map<Integer, Returned> returned = new LinkedHashMap<>();

  private LoopLines(JournalWalk walk) {
    byte[] random = new byte[RUN_BYTES];
    new SecureRandom().nextBytes(random);
    this.run = HexFormat.of().formatHex(random);
    this.runBytes = run.getBytes(StandardCharsets.US_ASCII);
    this.walk = walk;
  }

  /** Lines to be found in what is appended from now on. */
  static LoopLines from(JournalReader reader) {
    Range ahead = Range.ALL.startingAt(reader.nextNumber());
    return new LoopLines(JournalWalk.following(reader, ahead, JournalWalk.Gaps.UNSEEN));
  }

  /** A counter of zero: it changes no sum. */
  String line(int number) {
    return NAME + run + HexFormat.of().toHexDigits(number, NUMBER_DIGITS) + ":0|c";
  }

  /** Reads what has been appended since. */
  void look() {
    while (walk.next()) {
      JournalCursor cursor = walk.cursor();
      for (int i = walk.first(); i < walk.end(); i++) {
        look(cursor, i);
      }
    }
  }

  private void look(JournalCursor cursor, int i) {
    int end = cursor.datagramOffset(i) + cursor.datagramLength(i);
    int last = end - runBytes.length - NUMBER_DIGITS;
    for (int at = cursor.datagramOffset(i); at <= last; at++) {
      int number = numberAt(cursor.buffer(), at);
      if (number >= 0) {
        returned.putIfAbsent(
            number, new Returned(cursor.firstNumber() + i, cursor.receiveTimeNs()));
      }
    }
  }

  /** Number of the line whose digits lie there; −1 when none do. */
  private int numberAt(DirectBuffer buffer, int at) {
    for (int i = 0; i < runBytes.length; i++) {
      if (buffer.getByte(at + i) != runBytes[i]) {
        return -1;
      }
    }
    int number = 0;
    for (int i = 0; i < NUMBER_DIGITS; i++) {
      int digit = Character.digit(buffer.getByte(at + runBytes.length + i), 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  /** First return of each line that came back, by its number. */
  Map<Integer, Returned> returned() {
    return returned;
  }

  /** Datagrams of the journal that could not be read. */
  long unread() {
    return walk.missing() + walk.damagedRecords();
  }

  @Override
  public void close() {
    walk.close();
  }
}
