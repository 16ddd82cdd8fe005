package io.penstock.tools.select;

import static io.penstock.tools.select.SomeJournal.NOON_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWalkTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir Path folder;
  private SomeJournal journal;
  private final List<String> gaps = new ArrayList<>();

  @BeforeEach
  void fill() {
    journal = new SomeJournal(folder, 2);
    // Datagrams 0 to 29, three a record, a record a second.
    for (int record = 0; record < 10; record++) {
      journal.append(
          NOON_NS + record * SECOND_NS,
          line(3 * record),
          line(3 * record + 1),
          line(3 * record + 2));
    }
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static String line(int number) {
    return "name%04d:1|c\n".formatted(number);
  }

  private List<Long> numbers(Range range) {
    List<Long> numbers = new ArrayList<>();
    try (JournalReader reader = journal.reader();
        JournalWalk walk = JournalWalk.over(reader, range, this::note)) {
      new LineWalk(walk, LineFilter.all())
          .run((number, timeNs, buffer, offset, length) -> numbers.add(number));
      assertEquals(numbers.size(), walk.datagrams());
    }
    return numbers;
  }

  private void note(long first, long count, boolean isDamage) {
    gaps.add(first + "+" + count + (isDamage ? " damage" : ""));
  }

  private static List<Long> fromTo(long from, long to) {
    List<Long> numbers = new ArrayList<>();
    for (long i = from; i < to; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static Range numbered(long from, long to) {
    return new Range(from, to, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Range timed(long since, long until) {
    return new Range(0, Long.MAX_VALUE, NOON_NS + since, NOON_NS + until);
  }

  @Test
  void allIsAll() {
    assertEquals(fromTo(0, 30), numbers(Range.ALL));
    assertEquals(List.of(), gaps);
  }

  @Test
  void aRangeOfNumbersEndsBeforeItsEndWithinRecordsToo() {
    assertEquals(fromTo(4, 11), numbers(numbered(4, 11)));
    assertEquals(fromTo(0, 1), numbers(numbered(0, 1)));
    assertEquals(List.of(), numbers(numbered(5, 5)));
    assertEquals(fromTo(29, 30), numbers(numbered(29, 1_000)));
    assertEquals(List.of(), numbers(numbered(500, 1_000)));
    assertEquals(List.of(), gaps);
  }

  @Test
  void aRangeOfTimesTakesWhatWasReceivedWithin() {
    assertEquals(fromTo(6, 15), numbers(timed(2 * SECOND_NS, 5 * SECOND_NS)));
    assertEquals(fromTo(6, 30), numbers(timed(SECOND_NS + 1, 99 * SECOND_NS)));
    assertEquals(List.of(), numbers(timed(10 * SECOND_NS, 99 * SECOND_NS)));
    assertEquals(fromTo(0, 3), numbers(timed(-5, 1)));
  }

  @Test
  void whatLiesWithinBothIsMeant() {
    long since = NOON_NS + 2 * SECOND_NS;
    assertEquals(fromTo(8, 15), numbers(new Range(8, 99, since, NOON_NS + 5 * SECOND_NS)));
    assertEquals(fromTo(6, 7), numbers(new Range(1, 7, since, Long.MAX_VALUE)));
  }

  @Test
  void numbersThatWereNeverWrittenAreMissing() {
    journal.gap(5).append(NOON_NS + 20 * SECOND_NS, line(35));
    List<Long> expected = new ArrayList<>(fromTo(0, 30));
    expected.add(35L);
    assertEquals(expected, numbers(Range.ALL));
    assertEquals(List.of("30+5"), gaps);
    gaps.clear();
    assertEquals(fromTo(28, 30), numbers(numbered(28, 32)));
    assertEquals(List.of("30+2"), gaps, "no more than was asked for");
  }

  @Test
  void aDamagedRecordIsPassedOverAndItsNumbersAreTold() throws IOException {
    journal.spoil(journal.files().getFirst(), line(13));
    List<Long> expected = new ArrayList<>(fromTo(0, 12));
    expected.addAll(fromTo(15, 30));
    assertEquals(expected, numbers(Range.ALL));
    assertEquals(List.of("12+3 damage"), gaps);
  }

  @Test
  void theLayoutIsThatOfEachFile() {
    journal.relayout(1).append(NOON_NS + 20 * SECOND_NS, line(0));
    LineFilter filter =
        new LineFilter(NamePattern.of("name0000"), Set.of(), "shard", OptionalInt.empty());
    List<Integer> shards = new ArrayList<>();
    try (JournalReader reader = journal.reader();
        JournalWalk walk = JournalWalk.over(reader, Range.ALL, JournalWalk.Gaps.UNSEEN)) {
      new LineWalk(walk, filter)
          .run(
              (number, timeNs, buffer, offset, length) ->
                  shards.add(
                      filter.layout().shards() * 10 + filter.shardOf(buffer, offset, length)));
    }
    assertEquals(2, shards.size());
    assertEquals(10, shards.getLast());
  }

  @Test
  void aWalkEndsWhereTheJournalEndedWhenItBegan() {
    try (JournalReader reader = journal.reader();
        JournalWalk walk = JournalWalk.over(reader, Range.ALL, this::note)) {
      journal.append(NOON_NS + 20 * SECOND_NS, line(30));
      long datagrams = 0;
      while (walk.next()) {
        datagrams += walk.end() - walk.first();
      }
      assertEquals(30, datagrams);
      assertTrue(walk.isOver());
    }
  }

  @Test
  void aWalkThatFollowsGoesOnWithWhatIsAppended() {
    try (JournalReader reader = journal.reader();
        JournalWalk walk =
            JournalWalk.following(reader, numbered(28, Long.MAX_VALUE), this::note)) {
      assertTrue(walk.next());
      assertFalse(walk.next());
      assertFalse(walk.isOver());
      journal.append(NOON_NS + 20 * SECOND_NS, line(30));
      assertTrue(walk.next());
      assertEquals(30, walk.cursor().firstNumber());
    }
  }

  @Test
  void whatRetentionTookIsMissingOnlyToThoseWhoAskForItByNumber() throws IOException {
    journal.relayout(1).append(NOON_NS + 20 * SECOND_NS, line(30));
    Files.delete(journal.files().getFirst());
    assertEquals(List.of(30L), numbers(Range.ALL));
    assertEquals(List.of(), gaps);
    assertEquals(List.of(30L), numbers(numbered(10, 99)));
    assertEquals(List.of("10+20"), gaps);
  }

  @Test
  void theHeadIsKnownBesideTheWriterAndAfterARoll() {
    try (JournalReader reader = journal.reader()) {
      assertEquals(30, reader.nextNumber());
      journal.relayout(3);
      assertEquals(30, reader.nextNumber());
      journal.append(NOON_NS + 20 * SECOND_NS, line(30), line(31));
      assertEquals(32, reader.nextNumber());
    }
  }
}
