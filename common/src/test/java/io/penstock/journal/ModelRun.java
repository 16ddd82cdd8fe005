package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.ModelOfJournal.Known;
import io.penstock.journal.record.Losses;
import io.penstock.journal.record.PollResult;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import io.penstock.journal.rollfile.RollFiles;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One run of the model test: a journal, its model, some readers, and the next action by chance.
 *
 * <p>The invariants that it checks:
 *
 * <ul>
 *   <li>numbersGoOn: a writer continues with the model's next number, however the last one ended.
 *   <li>recordsAsAppended: a record is read with the numbers, bytes, time and layout it was given.
 *   <li>onceAndInOrder: a reader gets the record after the last, or the oldest that is retained.
 *   <li>nothingInvented: at the model's end a reader finds nothing, and never damage that nobody
 *       did: a deleted file under a reader apart.
 *   <li>refusedIsAsIfNeverAsked: a refused append leaves the journal as it was.
 *   <li>oldestFirst: what is deleted is the oldest file, whole, and never the only one.
 *   <li>positionsSurvive: a reader's file says what was committed last.
 *   <li>seekIsAMap: a seek by number, with whatever hint, or by time finds what the list has.
 * </ul>
 */
final class ModelRun implements AutoCloseable {
  private static final int READERS = 3;
  private static final int FILES_MAX = 24;
  private static final long[] STEPS_NS = {
    -TimeUnit.HOURS.toNanos(2),
    TimeUnit.HOURS.toNanos(26),
    -TimeUnit.HOURS.toNanos(26),
    TimeUnit.DAYS.toNanos(400)
  };

  private final Random random;
  private final ModelOfJournal model = new ModelOfJournal();
  private final JournalFixture journal;
  private final RollFiles files;
  private final List<Reader> readers = new ArrayList<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private final JournalReader opened;
  private JournalRetention retention;
  private long wallNs = 1_800_000_000_000_000_000L;
  private boolean diskStalls;
  private boolean isClosed;

  /** A reader beside the writer, with what the model says of it. */
  private static final class Reader {
    JournalCursor cursor;
    ReaderFile file;
    long next;
    long hint;
    long committed;
    long committedHint;
  }

  ModelRun(Path directory, long seed) throws IOException {
    random = new Random(seed);
    journal = JournalFixture.in(directory, JournalFixture.SMALLEST_ROLL_BYTES);
    files = new RollFiles(journal.options.directory());
    model.beginFile(2);
    journal.openWriter();
    model.timeNs = journal.writer.lastReceiveTimeNs();
    retention = JournalRetention.open(journal.options);
    opened = journal.openReader();
    for (int i = 0; i < READERS; i++) {
      Reader reader = new Reader();
      reader.cursor = opened.newCursor();
      reader.file = ReaderFile.openWritable(directory.resolve("readers"), "shard-" + i, 0);
      readers.add(reader);
    }
  }

  /** Does the next thing, and checks what can be checked of it at once. */
  void act() throws IOException {
    int dice = random.nextInt(1_000);
    Reader reader = readers.get(random.nextInt(READERS));
    if (dice < 500) {
      append(1 + random.nextInt(40));
    } else if (dice < 840) {
      poll(reader, 1 + random.nextInt(4));
    } else if (dice < 890) {
      commit(reader);
    } else if (dice < 910) {
      seek(reader, random.nextLong(model.nextNumber + 20), anyHint(reader));
    } else if (dice < 920) {
      seekTime(reader);
    } else if (dice < 930) {
      goBackToCommitted(reader);
    } else if (dice < 945) {
      stepClock();
    } else if (dice < 955) {
      rollByAge();
    } else if (dice < 960) {
      changeLayout();
    } else if (dice < 985) {
      deleteOldest();
    } else if (dice < 990) {
      stallOrFreeDisk();
    } else if (dice < 993) {
      end("clean end", true);
      begin();
    } else if (dice < 999) {
      crash();
      begin();
    } else {
      readAfresh();
    }
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private void append(int datagrams) {
    wallNs += random.nextInt(2_000_000);
    if (!diskStalls) {
      journal.allocate();
    }
    long rolls = journal.writer.rolls();
    journal.stage(datagrams, wallNs);
    AppendResult result = journal.writer.append();
    if (journal.writer.rolls() > rolls) {
      model.beginFile(model.shards);
    }
    if (result == AppendResult.APPENDED) {
      model.append(datagrams, wallNs);
      count("append");
    } else {
      assertTrue(diskStalls, () -> result + " though the allocator is in time");
      model.timeNs = Math.max(model.timeNs, wallNs); // staged is received, appended or not
      count("refusal");
    }
    assertEquals(model.nextNumber, journal.writer.nextNumber(), "refusedIsAsIfNeverAsked");
    assertEquals(model.timeNs, journal.writer.lastReceiveTimeNs(), "times never go back");
  }

  private void poll(Reader reader, int records) {
    for (int i = 0; i < records; i++) {
      pollOnce(reader);
    }
    count("poll");
  }

  private void pollOnce(Reader reader) {
    boolean isCutOff = reader.next < model.firstRetained();
    PollResult result = reader.cursor.pollThoroughly();
    while (result == PollResult.LAYOUT || (result == PollResult.DAMAGED && isCutOff)) {
      result = reader.cursor.pollThoroughly();
    }
    Known next = model.holdingOrAfter(reader.next);
    Known retained = model.retainedHoldingOrAfter(reader.next);
    if (result == PollResult.NOTHING) {
      assertNull(retained, () -> "onceAndInOrder: not found " + retained);
      return;
    }
    assertEquals(PollResult.DATAGRAMS, result, "nothingInvented");
    assertNotNull(next, "nothingInvented");
    // Whoever stands in a file when it is deleted may read it to its end.
    Known expected = reader.cursor.firstNumber() == next.firstNumber() ? next : retained;
    assertNotNull(expected, "nothingInvented");
    assertIs(expected, reader.cursor);
    reader.next = expected.nextNumber();
    reader.hint = reader.cursor.nextIndexHint();
  }

  private void assertIs(Known expected, JournalCursor cursor) {
    assertEquals(expected.firstNumber(), cursor.firstNumber(), "onceAndInOrder");
    assertEquals(expected.count(), cursor.count(), "recordsAsAppended");
    assertEquals(expected.timeNs(), cursor.receiveTimeNs(), "recordsAsAppended");
    assertEquals(expected.shards(), cursor.layout().shards(), "recordsAsAppended");
    journal.check(cursor);
  }

  private void commit(Reader reader) {
    reader.committed = reader.next;
    reader.committedHint = reader.hint;
    reader.file.commit(reader.committed, reader.committedHint, 0, 0, 0, 0, Losses.NONE, 0, 0, 0);
    count("commit");
  }

  private void goBackToCommitted(Reader reader) {
    Position position = reader.file.position();
    assertEquals(reader.committed, position.number(), "positionsSurvive");
    assertEquals(reader.committedHint, position.hint(), "positionsSurvive");
    seek(reader, position.number(), position.hint());
  }

  private long anyHint(Reader reader) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> reader.committedHint;
      default -> reader.hint + random.nextInt(100) - 50;
    };
  }

  private void seek(Reader reader, long number, long hint) {
    reader.cursor.seek(number, hint);
    assertFound(reader, model.retainedHoldingOrAfter(number));
    count("seek");
  }

  private void seekTime(Reader reader) {
    Known any = model.holdingOrAfter(random.nextLong(model.nextNumber + 1));
    long timeNs = (any == null ? wallNs : any.timeNs()) + random.nextInt(3) - 1;
    reader.cursor.seekTime(timeNs);
    assertFound(reader, model.retainedAtOrAfter(timeNs));
    count("seek by time");
  }

  private void assertFound(Reader reader, Known expected) {
    PollResult result = reader.cursor.pollThoroughly();
    while (result == PollResult.LAYOUT) {
      result = reader.cursor.pollThoroughly();
    }
    reader.hint = reader.cursor.nextIndexHint();
    if (expected == null) {
      assertEquals(PollResult.NOTHING, result, "seekIsAMap");
      reader.next = model.nextNumber;
    } else {
      assertEquals(PollResult.DATAGRAMS, result, "seekIsAMap");
      assertIs(expected, reader.cursor);
      reader.next = expected.nextNumber();
    }
  }

  private void stepClock() {
    wallNs += STEPS_NS[random.nextInt(STEPS_NS.length)];
    journal.epochMs = wallNs / 1_000_000;
    count("clock step");
  }

  private void rollByAge() {
    journal.nanoTime += journal.options.rollAgeNs();
    count("age");
  }

  private void changeLayout() {
    if (!diskStalls) {
      journal.allocate();
    }
    int shards = 1 + random.nextInt(4);
    if (shards != model.shards && journal.writer.setLayout(JournalFixture.layout(shards))) {
      model.beginFile(shards);
      count("layout");
    }
  }

  private void deleteOldest() throws IOException {
    do {
      assertEquals(model.deleteOldest(), retention.deleteOldest(), "oldestFirst");
      assertEquals(model.filesRetained(), files.cycles().length, "oldestFirst");
      assertEquals(
          model.firstRetained(), retention.files().getFirst().firstNumber(), "oldestFirst");
      count("delete");
    } while (model.filesRetained() > FILES_MAX);
  }

  private void stallOrFreeDisk() {
    diskStalls = !diskStalls;
    count("stall");
  }

  /** Ends the writer; the next one goes on, in the same file or not. */
  private void end(String how, boolean isClean) throws IOException {
    List<Path> kept = new ArrayList<>();
    if (!isClean) {
      for (int cycle : files.preparedCycles()) {
        Path prepared = files.prepared(cycle);
        kept.add(prepared);
        Files.createLink(aside(prepared), prepared);
      }
    }
    retention.close();
    journal.closeWriter();
    for (Path prepared : kept) {
      Files.move(aside(prepared), prepared); // a writer that is killed deletes nothing
    }
    count(how);
  }

  private static Path aside(Path prepared) {
    return prepared.resolveSibling(prepared.getFileName() + ".kept");
  }

  /** As after a kill: zeros behind the end, and whatever the kill came between. */
  private void crash() throws IOException {
    end("crash", false);
    int[] cycles = files.cycles();
    Path newest = files.file(cycles[cycles.length - 1]);
    long end;
    try (RollFile rollFile = RollFile.open(newest)) {
      end = rollFile.endOfData();
    }
    try (Corrupter corrupter = Corrupter.open(newest)) {
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] half = new byte[1 + random.nextInt(100_000)];
          Arrays.fill(half, (byte) 0x55);
          corrupter.put(end + ChronicleFormat.HEADER_BYTES, ByteBuffer.wrap(half));
          count("crash within an append");
        }
        case 1 -> {
          corrupter.putInt(end, ChronicleFormat.END_OF_FILE);
          isClosed = true;
          count("crash within a roll");
        }
        case 2 -> {
          int next = cycles[cycles.length - 1] + 1;
          if (Files.exists(files.prepared(next))) {
            Files.move(files.prepared(next), files.file(next));
          }
          count("crash after a file was named");
        }
        default -> count("crash between appends");
      }
    }
  }

  private void begin() {
    int shards = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : model.shards;
    long gap = random.nextInt(10) == 0 ? random.nextInt(500) : 0;
    model.nextNumber += gap;
    journal.openWriter(JournalFixture.layout(shards), model.nextNumber);
    retention = JournalRetention.open(journal.options);
    if (isClosed || shards != model.shards) {
      model.beginFile(shards);
    }
    isClosed = false;
    model.timeNs = journal.writer.lastReceiveTimeNs();
    assertTrue(model.timeNs >= model.newestTimeNs(), "times never go back");
    assertEquals(model.nextNumber, journal.writer.nextNumber(), "numbersGoOn");
    assertEquals(model.filesRetained(), files.cycles().length, "numbersGoOn");
  }

  private void readAfresh() {
    try (JournalReader reader = journal.openReader();
        JournalCursor cursor = reader.newCursor()) {
      long next = model.firstRetained();
      for (Known expected = model.retainedHoldingOrAfter(next);
          expected != null;
          expected = model.holdingOrAfter(expected.nextNumber())) {
        PollResult result = cursor.pollThoroughly();
        while (result == PollResult.LAYOUT) {
          result = cursor.pollThoroughly();
        }
        assertEquals(PollResult.DATAGRAMS, result, "onceAndInOrder");
        assertIs(expected, cursor);
      }
      assertNotEquals(PollResult.DATAGRAMS, cursor.pollThoroughly(), "nothingInvented");
    }
    count("read afresh");
  }

  /** The end of a run: every reader comes to the end, and a new one reads all that is retained. */
  void checkAll() throws IOException {
    diskStalls = false;
    append(1);
    for (Reader reader : readers) {
      while (reader.next < model.nextNumber) {
        pollOnce(reader);
      }
    }
    readAfresh();
    crash();
    begin();
    readAfresh();
  }

  @Override
  public String toString() {
    return "%,d records in %,d files, of which %d are left; %s"
        .formatted(model.recordsEver(), model.filesEver(), model.filesRetained(), done);
  }

  @Override
  public void close() {
    for (Reader reader : readers) {
      reader.cursor.close();
      reader.file.close();
    }
    opened.close();
    retention.close();
    journal.close();
  }
}
