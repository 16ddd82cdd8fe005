package io.penstock.audit;

import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.NumberRange;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Audits closed roll files, one at a time, for every reader that has passed them, and keeps the
 * result in the ledger. Threads: one, of the process that holds ingest's lock.
 */
public final class Auditor {
  private final JournalOptions journal;
  private final Path readersFolder;
  private final LedgerFile ledger;

  /** An auditor of one data directory. */
  public Auditor(JournalOptions journal, Path readersFolder, LedgerFile ledger) {
    this.journal = journal;
    this.readersFolder = readersFolder;
    this.ledger = ledger;
  }

  /**
   * The readers and where they stand; one whose file cannot be read is not among them.
   *
   * @throws IOException when the folder cannot be listed
   */
  public Map<ReaderLife, Position> readers() throws IOException {
    Map<ReaderLife, Position> readers = new LinkedHashMap<>();
    if (!Files.isDirectory(readersFolder)) {
      return readers;
    }
    for (Path file : ReaderFile.list(readersFolder)) {
      String name = file.getFileName().toString();
      try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
        Position position = reader.position();
        if (ReaderName.of(name).isPresent()) {
          readers.put(ReaderLife.of(name, position, reader.begunEpochNs()), position);
        }
      } catch (IOException | JournalException unreadable) {
        continue; // what it has passed stays unaudited, and the balance says so
      }
    }
    return readers;
  }

  /** Whether there is a reader that has passed a file and was not audited there. */
  public boolean isDue(NumberRange file, Map<ReaderLife, Position> readers) {
    return !due(file, readers).isEmpty();
  }

  private List<LedgerEntry.Audited> due(NumberRange file, Map<ReaderLife, Position> readers) {
    List<LedgerEntry.Audited> due = new ArrayList<>();
    readers.forEach(
        (life, position) -> {
          long from = Math.max(file.from(), life.start());
          boolean hasPassed = position.number() >= file.to() && from < file.to();
          if (hasPassed && !ledger.covers(life, from, position.number())) {
            long content = position.contentFromNumber();
            boolean isSplit = from < content && content < file.to();
            if (isSplit) {
              due.add(open(life, from, content));
            }
            due.add(open(life, isSplit ? content : from, file.to()));
          }
        });
    return due;
  }

  private static LedgerEntry.Audited open(ReaderLife life, long from, long to) {
    return new LedgerEntry.Audited(life, new Counted(new NumberRange(from, to), 0, 0, 0, 0, 0));
  }

  /**
   * Audits a file for the readers that have passed it.
   *
   * @param path to see that it was there until the end
   * @param progress told after each record; may wait, or throw to end it
   * @return whether it was; false when it was deleted meanwhile
   * @throws JournalException when the file cannot be read
   * @throws IOException when the ledger cannot be written
   */
  public boolean audit(
      NumberRange file, Path path, Map<ReaderLife, Position> readers, LongConsumer progress)
      throws IOException {
    List<LedgerEntry.Audited> due = due(file, readers);
    List<Tally> tallies = new ArrayList<>();
    for (LedgerEntry.Audited one : due) {
      tallies.add(Tally.of(ReaderName.of(one.life().reader()).orElseThrow(), one.range()));
    }
    try (JournalReader reader = JournalReader.open(journal, Access.READ_ONLY)) {
      Recount.of(reader, tallies, progress);
    }
    if (!Files.exists(path)) {
      return false; // what was read may be of the file behind it
    }
    List<LedgerEntry> entries = new ArrayList<>();
    for (int i = 0; i < due.size(); i++) {
      entries.add(new LedgerEntry.Audited(due.get(i).life(), tallies.get(i).counted()));
    }
    ledger.add(entries);
    return true;
  }

  /** Notes that numbers were deleted, or cannot be read, before they were audited. */
  public void unaudited(NumberRange range, String reason) throws IOException {
    ledger.add(List.of(new LedgerEntry.Unaudited(range, reason)));
  }

  /** Puts together what is known of files that are gone, when there is much of it. */
  public void compact(long oldestNumber, Map<ReaderLife, Position> readers) throws IOException {
    ledger.compact(
        oldestNumber,
        life -> {
          Position position = readers.get(life);
          return position == null ? life.start() : position.contentFromNumber();
        });
  }
}
