package io.penstock.tools.dump;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.config.DataDirectory;
import io.penstock.journal.Access;
import io.penstock.journal.JournalOptions;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.JournalException;
import io.penstock.reader.ReaderFile;
import io.penstock.shard.ReaderName;
import io.penstock.statsd.Parts;
import io.penstock.tools.screen.Escaped;
import io.penstock.tools.select.JournalWalk;
import io.penstock.tools.select.LineFilter;
import io.penstock.tools.select.LineWalk;
import io.penstock.tools.select.NamePattern;
import io.penstock.tools.select.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The lines that wait for a reader, a page at a time: at most 50 of them, from at most 50,000
 * datagrams, each cut at 1,000 bytes. Bytes of strangers are made visible.
 */
public final class WaitingLines {
  private static final int LINES = 50;
  private static final int DATAGRAMS = 50_000;
  private static final int LINE_BYTES = 1_000;

  private final Glob names;
  private final JsonArray lines = new JsonArray();
  private long last = -1;
  private long next;

  private WaitingLines(String names) {
    this.names = new Glob(names.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * One page.
   *
   * @param reader whose lines
   * @param from number where the page begins; 0 for the reader's position
   * @param names a glob over their names, with * and ?
   * @return the lines, and where the next page begins; empty when there is no such reader
   */
  public static Optional<JsonObject> json(
      DataDirectory data, String reader, long from, String names) {
    Optional<ReaderName> place = ReaderName.of(reader);
    Path file = data.readers().resolve(place.map(ReaderName::toString).orElse("-"));
    if (place.isEmpty() || !Files.isRegularFile(file) || !JournalReader.exists(data.journal())) {
      return Optional.empty();
    }
    try (ReaderFile opened = ReaderFile.openReadOnly(file);
        JournalReader journal =
            JournalReader.open(JournalOptions.of(data.journal()), Access.READ_ONLY)) {
      WaitingLines page = new WaitingLines(names);
      page.read(journal, place.get(), Math.max(from, opened.position().number()));
      return Optional.of(page.json(reader));
    } catch (IOException | JournalException e) {
      return Optional.empty();
    }
  }

  private void read(JournalReader journal, ReaderName reader, long from) {
    long head = journal.nextNumber();
    next = Math.min(head, from + DATAGRAMS);
    Range range = Range.ALL.endingAt(next).startingAt(Math.min(from, next));
    String ring = reader.followsShards() ? ReaderName.SHARDS : reader.ring();
    LineFilter filter =
        new LineFilter(NamePattern.ANY, Set.of(), ring, OptionalInt.of(reader.shard()));
    try (JournalWalk walk = JournalWalk.over(journal, range, JournalWalk.Gaps.UNSEEN)) {
      new LineWalk(walk, filter).run(this::line);
    }
  }

  /** A page ends between two datagrams, so that the next one begins with a whole one. */
  private boolean line(long number, long timeNs, UnsafeBuffer buffer, int offset, int length) {
    int end = Parts.endOfName(buffer, offset, offset + length);
    if (!names.matches(buffer, offset, end - offset)) {
      return true;
    }
    if (lines.size() >= LINES && number != last) {
      next = number;
      return false;
    }
    last = number;
    if (lines.size() < 2 * LINES) {
      JsonObject line = new JsonObject();
      line.addProperty("number", number);
      line.addProperty("time", Instant.EPOCH.plusNanos(timeNs).toString());
      line.addProperty("line", Escaped.of(buffer, offset, Math.min(length, LINE_BYTES)));
      line.addProperty("bytes", length);
      lines.add(line);
    }
    return true;
  }

  private JsonObject json(String reader) {
    JsonObject json = new JsonObject();
    json.addProperty("reader", reader);
    json.add("lines", lines);
    json.addProperty("next", next);
    return json;
  }
}
