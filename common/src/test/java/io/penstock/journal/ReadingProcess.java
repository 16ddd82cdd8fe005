package io.penstock.journal;

import io.penstock.journal.JournalFixture.Seen;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Follows a live journal, checks every datagram, and notes the next number; ends with what it saw.
 *
 * <p>Arguments: directory, roll bytes, file of the note, number to stop at.
 */
final class ReadingProcess {
  private ReadingProcess() {}

  public static void main(String[] arguments) throws IOException {
    long rollBytes = Long.parseLong(arguments[1]);
    long stopAt = Long.parseLong(arguments[3]);
    JournalFixture journal = JournalFixture.in(Path.of(arguments[0]), rollBytes);
    try (MappedLong note = MappedLong.open(Path.of(arguments[2]));
        JournalReader reader = JournalReader.open(journal.options, Access.NAMED_POSITIONS);
        JournalCursor cursor = reader.newCursor()) {
      Seen seen = new Seen();
      while (seen.next < stopAt) {
        journal.readOn(cursor, seen);
        reader.namePosition("follower", cursor.nextIndexHint());
        note.set(seen.next);
        Thread.onSpinWait();
      }
      System.out.println(seen);
    }
  }
}
