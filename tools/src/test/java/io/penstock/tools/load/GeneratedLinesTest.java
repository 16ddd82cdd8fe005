package io.penstock.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.load.LoadPlan.Packing;
import io.penstock.tools.load.LoadPlan.Series;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GeneratedLinesTest {
  private static final Series NUMBERED = new Series(7, 60, true, false, "r1");

  private static GeneratedLines lines(Series series, Packing packing) {
    return GeneratedLines.of(series, packing, () -> 1_795_392_000_123_456L);
  }

  private static String prepared(GeneratedLines lines, long datagram, int count) {
    lines.prepare(datagram, count);
    return lines.buffer().getStringWithoutLengthAscii(lines.offset(), lines.length());
  }

  @Test
  void aLineHasItsKeyItsTagsItsLengthAndItsNumber() {
    GeneratedLines lines = lines(NUMBERED, new Packing(1, 1, 1));
    assertEquals(
        "load.r1.k2,host=h2,region=r2,pad=xxxxxxxxxxxx:000000000000|c", prepared(lines, 2, 1));
    assertEquals(
        "load.r1.k2,host=h2,region=r2,pad=xxxxxxxxxxxx:000000000001|c", prepared(lines, 9, 1));
    assertEquals(60, lines.length());
    assertEquals(60, lines.segmentBytes());
    assertTrue(prepared(lines, 7 * 123_456_789_012L, 1).endsWith(":123456789012|c"), "all digits");
  }

  @Test
  void withoutNumbersTheValueIsOne() {
    GeneratedLines lines = lines(new Series(1000, 50, false, false, ""), new Packing(1, 1, 1));
    assertEquals("load.k001,host=h001,region=r1,pad=xxxxxxxxxxxx:1|c", prepared(lines, 1, 1));
  }

  @Test
  void theTimeOfSendingEndsTheLine() {
    GeneratedLines lines = lines(new Series(7, 80, true, true, "r1"), new Packing(2, 1, 1));
    for (String line : prepared(lines, 0, 1).split("\n")) {
      assertEquals(80, line.length());
      assertTrue(line.endsWith(":000000000000|c|#t:1795392000123456"), line);
    }
  }

  @Test
  void aDatagramAloneHasNoNewlineAtItsEndAndThoseOfARunHave() {
    GeneratedLines alone = lines(NUMBERED, new Packing(3, 1, 1));
    GeneratedLines grouped = lines(NUMBERED, new Packing(3, 4, 1));
    StringBuilder separate = new StringBuilder();
    for (int datagram = 4; datagram < 8; datagram++) {
      separate.append(prepared(alone, datagram, 1)).append('\n');
    }
    assertEquals(separate.toString(), prepared(grouped, 4, 4));
    assertEquals(3 * 61, grouped.segmentBytes());
    assertEquals(12 * 61, grouped.length());
  }

  /** The numbers that each key was given, in the order of sending. */
  private static Map<String, List<Long>> numbersByKey(
      Series series, Packing packing, long first, long end) {
    GeneratedLines lines = lines(series, packing);
    Map<String, List<Long>> numbers = new TreeMap<>();
    for (long datagram = first; datagram < end; datagram++) {
      for (String line : prepared(lines, datagram, 1).split("\n")) {
        int colon = line.indexOf(':');
        numbers
            .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
            .add(Long.valueOf(line.substring(colon + 1, line.indexOf('|'))));
      }
    }
    return numbers;
  }

  @Test
  void eachKeyIsNumberedWithoutGapWhateverThePacking() {
    for (Packing packing :
        List.of(
            new Packing(1, 1, 1),
            new Packing(5, 1, 1),
            new Packing(5, 3, 1),
            new Packing(30, 2, 1),
            new Packing(1, 1, 3),
            new Packing(4, 5, 3),
            new Packing(2, 1, 7))) {
      Map<String, List<Long>> numbers = numbersByKey(NUMBERED, packing, 0, 210);
      assertEquals(7, numbers.size());
      numbers.forEach(
          (key, given) -> {
            for (int i = 0; i < given.size(); i++) {
              assertEquals(i, given.get(i), key + " with " + packing);
            }
          });
    }
  }

  @Test
  void aLaterRunGoesOnWhereTheFirstEnded() {
    Packing packing = new Packing(3, 4, 2);
    Map<String, List<Long>> atOnce = numbersByKey(NUMBERED, packing, 0, 100);
    Map<String, List<Long>> inTwo = numbersByKey(NUMBERED, packing, 0, 33);
    numbersByKey(NUMBERED, packing, 33, 100)
        .forEach((key, given) -> inTwo.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(given));
    assertEquals(atOnce, inTwo);
  }

  @Test
  void aKeyKeepsToOneSource() {
    Packing packing = new Packing(2, 4, 3);
    GeneratedLines lines = lines(NUMBERED, packing);
    Map<String, Long> sources = new TreeMap<>();
    for (long datagram = 0; datagram < 120; datagram++) {
      long source = datagram / packing.groupDatagrams() % packing.sources();
      for (String line : prepared(lines, datagram, 1).split("\n")) {
        String key = line.substring(0, line.indexOf(':'));
        Long before = sources.putIfAbsent(key, source);
        assertTrue(before == null || before == source, key);
      }
    }
    assertEquals(7, sources.size());
  }

  @Test
  void makingADatagramReadyAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    GeneratedLines lines =
        GeneratedLines.of(
            new Series(1000, 100, true, true, ""), new Packing(10, 1, 1), EpochMicros.start());
    long allocated = 0;
    for (int round = 0; round < 2; round++) { // the first makes it warm
      long before = threads.getCurrentThreadAllocatedBytes();
      for (long datagram = 0; datagram < 100_000; datagram++) {
        lines.prepare(datagram, 1);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(allocated < 2_048, allocated + " bytes in 100,000 calls");
  }

  @Test
  void linesTooShortForTheirContentAreRefusedWithTheLeastLength() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> lines(new Series(1000, 20, true, true, "r1"), new Packing(1, 1, 1)));
    assertEquals("--line-bytes must be 73 or more for this plan", refusal.getMessage());
    assertEquals(
        73,
        prepared(lines(new Series(1000, 73, true, true, "r1"), new Packing(1, 1, 1)), 999, 1)
            .length());
  }

  @Test
  void moreThanOneSendCanCarryIsRefused() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> lines(new Series(10, 1_000, true, false, ""), new Packing(10, 16, 1)));
    assertTrue(refusal.getMessage().contains("160160 bytes"), refusal.getMessage());
  }
}
