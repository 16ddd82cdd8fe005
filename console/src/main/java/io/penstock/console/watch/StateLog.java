package io.penstock.console.watch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.tools.status.ReaderReport;
import io.penstock.tools.status.Report;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When ingest and each reader changed their state, as far as looks saw it: the last 32 changes of
 * each since the console was started. One thread adds, any reads.
 */
public final class StateLog {
  /** What ingest is called here. */
  public static final String INGEST = "ingest";

  private static final int CHANGES_MAX = 32;

  private record Change(long epochMs, String state) {}

  private final Map<String, Deque<Change>> changes = new HashMap<>();

  /** Takes a look; those that are gone from it are forgotten. */
  public synchronized void add(Report report) {
    Set<String> there = new HashSet<>();
    report
        .ingest()
        .ifPresent(
            ingest -> {
              there.add(INGEST);
              add(INGEST, report.epochMs(), ingest.life().label());
            });
    for (ReaderReport reader : report.readers()) {
      there.add(reader.name());
      add(reader.name(), report.epochMs(), reader.state());
    }
    changes.keySet().retainAll(there);
  }

  private void add(String name, long epochMs, String state) {
    Deque<Change> known = changes.computeIfAbsent(name, _ -> new ArrayDeque<>());
    if (!known.isEmpty() && known.getLast().state().equals(state)) {
      return;
    }
    if (known.size() == CHANGES_MAX) {
      known.removeFirst();
    }
    known.addLast(new Change(epochMs, state));
  }

  /** The changes of one, the newest first; empty when there is none of that name. */
  public synchronized Optional<JsonObject> json(String name) {
    Deque<Change> known = changes.get(name);
    if (known == null) {
      return Optional.empty();
    }
    JsonArray all = new JsonArray();
    known
        .descendingIterator()
        .forEachRemaining(
            change -> {
              JsonObject one = new JsonObject();
              one.addProperty("time", Instant.ofEpochMilli(change.epochMs()).toString());
              one.addProperty("state", change.state());
              all.add(one);
            });
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("states", all);
    return Optional.of(json);
  }
}
