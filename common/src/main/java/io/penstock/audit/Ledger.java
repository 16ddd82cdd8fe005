package io.penstock.audit;

import io.penstock.journal.NumberRange;
import io.penstock.reader.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a ledger's file says. Any process may read it, beside the one that appends.
 *
 * @param entries in the order in which they were written
 * @param damagedLines that are not whole and have whole ones behind them
 * @param soundBytes up to the end of the last whole line: what follows was cut off while it was
 *     written
 */
public record Ledger(List<LedgerEntry> entries, int damagedLines, long soundBytes) {
  /** Books of one reader that are remembered: what was sought can be undone. */
  private static final int LIVES_MAX = 8;

  private static final int UNAUDITED_MAX = 256;

  /** Copies the entries. */
  public Ledger {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a ledger; without a file it is empty.
   *
   * @throws IOException when it cannot be read
   */
  public static Ledger read(Path file) throws IOException {
    try {
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return new Ledger(List.of(), 0, 0);
    }
  }

  private static Ledger parse(String text) {
    List<LedgerEntry> entries = new ArrayList<>();
    int damaged = 0;
    int suspect = 0;
    int sound = 0;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end);
      from = end < 0 ? text.length() : end + 1;
      if (end >= 0 && LedgerText.isSound(line)) {
        LedgerText.parse(line).ifPresent(entries::add);
        damaged += suspect;
        suspect = 0;
        sound = from;
      } else {
        suspect++;
      }
    }
    return new Ledger(entries, damaged, sound);
  }

  /** What was audited of what a reader has committed; nothing that ends behind its position. */
  public List<Counted> of(ReaderLife life, Position position) {
    List<Counted> all = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Audited audited
          && audited.life().equals(life)
          && audited.range().to() <= position.number()
          && audited.range().from() >= life.start()) {
        all.add(audited.counted());
      }
    }
    all.sort(Comparator.comparingLong(counted -> counted.range().from()));
    List<Counted> counted = new ArrayList<>();
    for (Counted next : all) {
      if (counted.isEmpty() || counted.getLast().range().to() <= next.range().from()) {
        counted.add(next);
      }
    }
    return counted;
  }

  private static boolean overlap(NumberRange one, NumberRange other) {
    return one.from() < other.to() && other.from() < one.to();
  }

  /** Why numbers of a range were never audited; empty when no entry says it. */
  public Optional<String> reason(NumberRange range) {
    return entries.stream()
        .filter(entry -> entry instanceof LedgerEntry.Unaudited && overlap(entry.range(), range))
        .map(entry -> ((LedgerEntry.Unaudited) entry).reason())
        .findFirst();
  }

  /**
   * The same in fewer entries: of each life one for all that the journal has no longer.
   *
   * @param oldestNumber that the journal has
   * @param contentFrom where the content sum of a life begins: nothing is put together across that
   */
  Ledger compacted(long oldestNumber, ToLongFunction<ReaderLife> contentFrom) {
    Map<ReaderLife, List<Counted>> ofLives = new LinkedHashMap<>();
    List<LedgerEntry.Unaudited> unaudited = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      switch (entry) {
        case LedgerEntry.Audited audited ->
            ofLives.computeIfAbsent(audited.life(), _ -> new ArrayList<>()).add(audited.counted());
        case LedgerEntry.Unaudited one -> add(one, unaudited);
      }
    }
    List<LedgerEntry> compacted = new ArrayList<>();
    ofLives.forEach(
        (life, all) -> {
          if (isRemembered(life, ofLives.keySet().stream().toList())) {
            together(all, oldestNumber, contentFrom.applyAsLong(life))
                .forEach(counted -> compacted.add(new LedgerEntry.Audited(life, counted)));
          }
        });
    compacted.addAll(unaudited.reversed().stream().limit(UNAUDITED_MAX).toList().reversed());
    return new Ledger(compacted, 0, 0);
  }

  private static boolean isRemembered(ReaderLife life, List<ReaderLife> all) {
    return all.stream()
            .filter(one -> one.reader().equals(life.reader()) && one.begun() > life.begun())
            .count()
        < LIVES_MAX;
  }

  private static List<Counted> together(List<Counted> all, long oldestNumber, long contentFrom) {
    List<Counted> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(counted -> counted.range().from()));
    List<Counted> together = new ArrayList<>();
    for (Counted next : sorted) {
      Counted last = together.isEmpty() ? null : together.getLast();
      boolean isOld = next.range().to() <= oldestNumber;
      boolean meetsContent =
          last != null && last.range().from() < contentFrom && contentFrom < next.range().to();
      if (last == null || next.range().from() >= last.range().to()) {
        if (last != null && isOld && !meetsContent) {
          together.set(together.size() - 1, last.and(next));
        } else {
          together.add(next);
        }
      }
    }
    return together;
  }

  private static void add(LedgerEntry.Unaudited next, List<LedgerEntry.Unaudited> all) {
    LedgerEntry.Unaudited last = all.isEmpty() ? null : all.getLast();
    if (last != null
        && last.reason().equals(next.reason())
        && last.range().to() == next.range().from()) {
      NumberRange both = new NumberRange(last.range().from(), next.range().to());
      all.set(all.size() - 1, new LedgerEntry.Unaudited(both, next.reason()));
    } else {
      all.add(next);
    }
  }
}
