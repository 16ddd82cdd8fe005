package io.penstock.journal;

import io.penstock.journal.rollfile.RollFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Appends as fast as it can until it is killed, and notes the next number after each append.
 *
 * <p>Arguments: directory, roll bytes, file of the note, seed, and how many files to keep.
 */
final class AppendingProcess {
  private AppendingProcess() {}

  public static void main(String[] arguments) throws IOException {
    long rollBytes = Long.parseLong(arguments[1]);
    Random random = new Random(Long.parseLong(arguments[3]));
    JournalFixture journal = JournalFixture.in(Path.of(arguments[0]), rollBytes);
    journal.openWriter();
    AgentRunner allocator =
        new AgentRunner(
            new SleepingMillisIdleStrategy(1),
            failure -> {
              failure.printStackTrace();
              Runtime.getRuntime().halt(1);
            },
            null,
            journal.allocator);
    AgentRunner.startOnThread(allocator);
    int filesMax = Integer.parseInt(arguments[4]);
    try (JournalRetention retention = JournalRetention.open(journal.options);
        MappedLong appended = MappedLong.open(Path.of(arguments[2]))) {
      long rolls = 0;
      while (true) {
        if (journal.append(1 + random.nextInt(60)) == AppendResult.APPENDED) {
          appended.set(journal.writer.nextNumber());
        }
        if (journal.writer.rolls() > rolls) {
          rolls = journal.writer.rolls();
          deleteAllBut(filesMax, journal, retention);
        }
      }
    }
  }

  private static void deleteAllBut(int filesMax, JournalFixture journal, JournalRetention retention)
      throws IOException {
    for (int i = new RollFiles(journal.options.directory()).cycles().length; i > filesMax; i--) {
      retention.deleteOldest();
    }
  }
}
