package io.penstock.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.penstock.dialect.Dialect.Section;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriterTest {
  private static final long RECEIVED = 1_764_072_000L;

  private static Dialect strip(Section... sections) {
    return new Dialect(Set.of(sections), Set.of(), false, false, "");
  }

  private static final Dialect STRIP_ALL =
      new Dialect(EnumSet.allOf(Section.class), Set.of(), false, false, "");
  private static final Dialect UNPACK = new Dialect(Set.of(), Set.of(), true, false, "");
  private static final Dialect LATE = new Dialect(Set.of(), Set.of(), false, true, "replayed:true");
  private static final Dialect EVERYTHING =
      new Dialect(EnumSet.allOf(Section.class), Set.of(), true, true, "r:1");

  private static List<String> rewrite(Dialect dialect, String line, boolean isLate) {
    Rewriter rewriter = new Rewriter(dialect);
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    byte[] around = new byte[bytes.length + 6];
    java.util.Arrays.fill(around, (byte) '|'); // nothing outside the line may matter
    System.arraycopy(bytes, 0, around, 3, bytes.length);
    UnsafeBuffer target = new UnsafeBuffer(new byte[bytes.length + rewriter.growthMax()]);
    rewriter.begin(new UnsafeBuffer(around), 3, bytes.length, isLate, RECEIVED);
    List<String> lines = new ArrayList<>();
    while (rewriter.hasNext()) {
      byte[] written = new byte[rewriter.next(target, 0)];
      target.getBytes(0, written);
      lines.add(new String(written, StandardCharsets.ISO_8859_1));
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a:1|c|#x:1|c:id a:1|c|#x:1",
        "a:1|c|c:id|#x:1|T1700000000 a:1|c|#x:1",
        "a:1|c|e:it-1,cn-2|card:low|@0.1 a:1|c|@0.1",
        "a:1:2|ms|#c:id,e:2,card:x,T:9|T17 a:1:2|ms|#c:id,e:2,card:x,T:9",
        "a:1|c|Tabc a:1|c|Tabc",
        "_e{5,9}:title|te|c:xt|c|#x|c:id _e{5,9}:title|te|c:xt|c|#x",
        "_sc|name|0|#x|c:id|m:text|c:kept _sc|name|0|#x|m:text|c:kept"
      })
  void sectionsThatAReceiverCannotTakeAreLeftOut(String line, String expected) {
    assertEquals(List.of(expected), rewrite(STRIP_ALL, line, false));
  }

  @Test
  void onlyTheNamedSectionsAreLeftOut() {
    assertEquals(
        List.of("a:1|c|c:id|T17"),
        rewrite(
            strip(Section.CARDINALITY, Section.EXTERNAL), "a:1|c|c:id|e:x|card:low|T17", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:1|c:2|c",
        "a:1|c|@0.1:2|c:3|c",
        "junk|c:1",
        "no colon",
        "a:",
        "a:1",
        "a:1|",
        "_e{x,2}:ti|te|c:id",
        "_e{5,900}:title|te|c:id",
        "_e{99999999999,1}:t|x|c:id",
        "_sc",
        "_sc|",
        "_sc|name",
        "a:1|c|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30|31"
            + "|32|c:id"
      })
  void whatIsNotUnderstoodForCertainStaysAsItIs(String line) {
    assertEquals(List.of(line), rewrite(EVERYTHING, line, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a:1|c", "a,t=1:1:2|ms|@0.5|#x:1,y|c:id|e:z|card:low|T17", "a:1|c||", "|||:|||"})
  void bytesAreTheSameWhenNothingAppliesToThem(String line) {
    assertEquals(List.of(line), rewrite(LATE, line, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a:1:2:3|ms a:1|ms,a:2|ms,a:3|ms",
        "a:1:2|d|@0.5|#x:y a:1|d|@0.5|#x:y,a:2|d|@0.5|#x:y",
        "a:1|c a:1|c",
        "a:1::2|c a:1|c,a:|c,a:2|c"
      })
  void packedValuesBecomeLines(String line, String expected) {
    List<String> lines = rewrite(UNPACK, line, false);
    assertEquals(expected, String.join(",", lines).replace("x:y,", "x:y,"));
  }

  @Test
  void aSetsValueMayHoldAColon() {
    assertEquals(List.of("a:1:2|s"), rewrite(UNPACK, "a:1:2|s", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a:1|c a:1|c|#replayed:true|T1764072000",
        "a:1|g|@1|#x a:1|g|@1|#x,replayed:true|T1764072000",
        "a:1|c|c:id a:1|c|#replayed:true|c:id|T1764072000",
        "a:1|c|# a:1|c|#replayed:true|T1764072000",
        "a:1|c|T17 a:1|c|#replayed:true|T17",
        "a:1|ms a:1|ms|#replayed:true",
        "a:1|cx a:1|cx|#replayed:true",
        "_sc|n|0|#x _sc|n|0|#x"
      })
  void lateMetricsSaySo(String line, String expected) {
    assertEquals(List.of(expected), rewrite(LATE, line, true));
  }

  @Test
  void everyRuleHoldsForEveryUnpackedValue() {
    assertEquals(
        List.of("a:1|c|#x,r:1|T1764072000", "a:2|c|#x,r:1|T1764072000"),
        rewrite(EVERYTHING, "a:1:2|c|#x|c:id", true));
  }

  @Test
  void rewritingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = "a:1:2|c|@0.5|#x:1|c:id|e:2".getBytes(StandardCharsets.ISO_8859_1);
    UnsafeBuffer line = new UnsafeBuffer(bytes);
    Rewriter rewriter = new Rewriter(EVERYTHING);
    UnsafeBuffer target = new UnsafeBuffer(new byte[bytes.length + rewriter.growthMax()]);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 10_000; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        rewriter.begin(line, 0, bytes.length, true, RECEIVED);
        while (rewriter.hasNext()) {
          rewriter.next(target, 0);
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least / 10_000, least + " bytes for 100,000 lines");
  }
}
