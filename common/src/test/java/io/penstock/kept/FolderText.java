package io.penstock.kept;

import io.penstock.config.DataDirectory;
import io.penstock.counters.CounterFile;
import io.penstock.counters.CounterKey;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.counters.StorageState;
import io.penstock.daemon.Holder;
import io.penstock.journal.Access;
import io.penstock.journal.JournalCursor;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.LayoutRecord;
import io.penstock.journal.record.PollResult;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * All that a data folder holds, in lines of text: each datagram, layout, position and counter. What
 * a version wrote when a folder was kept, a later one must still say, line for line.
 */
final class FolderText {
  private final DataDirectory data;
  private final List<String> lines = new ArrayList<>();

  private FolderText(DataDirectory data) {
    this.data = data;
  }

  /** Prints it; {@code scripts/keep-folder} keeps it. */
  public static void main(String[] words) throws IOException {
    System.out.print(String.join("\n", of(Path.of(words[0]))) + "\n");
  }

  static List<String> of(Path folder) throws IOException {
    FolderText text = new FolderText(new DataDirectory(folder));
    text.journal();
    text.ingest();
    text.readers();
    text.holders();
    return text.lines;
  }

  private void journal() {
    try (JournalReader journal =
            JournalReader.open(JournalOptions.of(data.journal()), Access.READ_ONLY);
        JournalCursor cursor = journal.newCursor()) {
      say("journal first %d next %d", journal.firstNumber().orElse(-1), journal.nextNumber());
      for (LayoutRecord file : journal.layouts()) {
        say("file %x from %d", file.index(), file.firstNumber());
        layout("", file.layout());
      }
      records(cursor);
    }
  }

  private void layout(String ring, Layout layout) {
    say(
        "  ring '%s' hash %s key %s destinations %s",
        ring, layout.hash().label(), layout.key().label(), layout.destinations());
    new TreeMap<>(layout.mirrors()).forEach(this::layout);
  }

  private void records(JournalCursor cursor) {
    long next = -1;
    PollResult result = cursor.pollThoroughly();
    while (result != PollResult.NOTHING) {
      if (result == PollResult.DATAGRAMS) {
        if (next >= 0 && cursor.firstNumber() != next) {
          say("gap of %d", cursor.firstNumber() - next);
        }
        next = cursor.firstNumber() + cursor.count();
        record(cursor);
      } else {
        say("%s", result);
      }
      result = cursor.pollThoroughly();
    }
  }

  private void record(JournalCursor cursor) {
    say("record at %d ns", cursor.receiveTimeNs());
    for (int i = 0; i < cursor.count(); i++) {
      byte[] bytes = new byte[cursor.datagramLength(i)];
      cursor.buffer().getBytes(cursor.datagramOffset(i), bytes);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      say(
          "datagram %d: %d bytes, crc %08x",
          cursor.firstNumber() + i, bytes.length, crc.getValue());
    }
  }

  private void ingest() throws IOException {
    try (CounterFile counters = CounterFile.openReadOnly(data.ingestCounters(), FileKind.INGEST)) {
      counters("ingest", counters, IngestCounter.values());
      say(
          "ingest storage %s",
          StorageState.of(counters.get(IngestCounter.STORAGE_STATE)).orElseThrow());
      say("ingest listens on %s", InputNames.read(counters));
    }
    say("ingest-receives of %d bytes", Files.size(data.ingestReceives()));
  }

  private void readers() throws IOException {
    try (Stream<Path> files = Files.list(data.readers())) {
      for (Path file : files.sorted().toList()) {
        reader(file);
      }
    }
    say("readers %s", ReaderFile.list(data.readers()).stream().map(Path::getFileName).toList());
    for (String name : List.of("shard-0", "shard-3")) {
      say("reader %s forgotten up to %d", name, ReaderFile.forgottenUpTo(data.readers(), name));
    }
  }

  private void reader(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (ReaderFile reader = ReaderFile.openReadOnly(file)) {
      Position at = reader.position();
      say(
          "reader %s at %d hint %x from %d: datagrams %d lines %d rejected %d bytes %d expired %d"
              + " filtered %d",
          name,
          at.number(),
          at.hint(),
          at.startNumber(),
          at.datagrams(),
          at.lines(),
          at.rejectedLines(),
          at.bytes(),
          at.expired(),
          at.filteredLines());
      say(
          "reader %s lost: retention %d corrupt %d missing %d",
          name, at.lost().retention(), at.lost().corrupt(), at.lost().missing());
      say("reader %s paused until %d", name, reader.pausedUntilEpochMs());
      counters("reader " + name, reader.counters(), ReaderCounter.values());
      say(
          "reader %s is %s",
          name, ReaderState.of(reader.counters().get(ReaderCounter.STATE)).orElseThrow());
    }
  }

  private void counters(String of, CounterFile file, CounterKey[] keys) {
    say("%s ended %b", of, file.heartbeatEpochMs() == 0);
    for (CounterKey key : keys) {
      say("%s %s %d", of, key.label(), file.get(key));
    }
  }

  private void holders() {
    for (String role : List.of("ingest", "shard-0", "shard-1", "staging-0", "staging-1")) {
      say("holder of %s: %s", role, Holder.read(data.holder(role)).orElseThrow().command());
    }
  }

  private void say(String format, Object... values) {
    lines.add(format.formatted(values));
  }
}
