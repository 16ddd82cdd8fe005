package io.penstock.tools.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "web.* web.hits:1|c true",
        "web.* web.hits,host=a:1|c true",
        "web.* webXhits:1|c false",
        "web.* a.web.hits:1|c false",
        "*.hits web.hits,host=a:1|c true",
        "w?b.hits web.hits:1|c true",
        "web.[a-h]its web.hits:1|c true",
        "web.[!a-h]its web.hits:1|c false",
        "{web,db}.hits db.hits:1|c true",
        "{web,db}.hits fs.hits:1|c false",
        "a+b a+b:1|c true",
        "a+b aab:1|c false",
        "caf? café:1|c true",
        "/host=a/ web.hits,host=a:1|c true",
        "/^web.*\\|c$/ web.hits:1|c true",
        "/^hits/ web.hits:1|c false",
      })
  void aGlobIsForNamesAndAnExpressionForLines(String pattern, String line, boolean matches) {
    NamePattern compiled = NamePattern.of(pattern);
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    assertEquals(matches, compiled.matches(new UnsafeBuffer(bytes), 0, bytes.length));
  }

  @Test
  void whatIsNoExpressionIsRefused() {
    assertThrows(PatternSyntaxException.class, () -> NamePattern.of("/(/"));
  }

  @ParameterizedTest
  @CsvSource({
    "a:1|c, c",
    "a:1|ms|@0.1, ms",
    "a:1:2:3|d, d",
    "a:1|c:2|g, c",
    "a:1|kv, kv",
    "'_e{5,4}:a|b:c|t|xt', event",
    "_sc|n|0, check",
    "a:1, none",
    "a, none",
    "a:1|, none",
    "'', none",
  })
  void eachLineHasAType(String line, String type) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    assertEquals(type, LineFilter.all().typeOf(new UnsafeBuffer(bytes), 0, bytes.length));
  }

  @Test
  void aLineMustPassAllThree() {
    LineFilter filter =
        new LineFilter(NamePattern.of("gor*"), Set.of("c"), "shard", OptionalInt.of(1));
    filter.enter(SomeJournal.layout(2));
    assertEquals(true, accepts(filter, "gorets:1|c"));
    assertEquals(false, accepts(filter, "gorets:1|g"));
    assertEquals(false, accepts(filter, "xgorets:1|c"));
    filter.enter(SomeJournal.layout(1));
    assertEquals(false, accepts(filter, "gorets:1|c"), "by another layout it is of shard 0");
    filter.enter(null);
    assertEquals(false, accepts(filter, "gorets:1|c"), "without a layout it has no shard");
  }

  private static boolean accepts(LineFilter filter, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return filter.accepts(new UnsafeBuffer(bytes), 0, bytes.length);
  }
}
