package io.penstock.statsd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a:1|c c",
        "a:1|ms|@0.1|#t:u ms",
        "a:1:2:3|d d",
        "name,tag=x|y:1|g g",
        "a:+5|g|#c g",
        "_e{5,4}:title|text _e",
        "_sc|name|0 _sc",
        "_scx:1|c c",
        "_e:1|h h",
        "_sc '_'",
        "a:1| '_'",
        "a:1|| '_'",
        "a:1 '_'",
        "a|c '_'",
        ": '_'",
        "_ '_'"
      })
  void theTypeOfALineIsFound(String line, String type) {
    byte[] bytes =
        ("xx:9|zz" + line + "|k:8|y").getBytes(ISO_8859_1); // nothing beyond is looked at
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    int limit = 7 + line.length();
    int start = LineType.start(buffer, 7, limit);
    int end = LineType.end(buffer, start, limit);
    assertEquals(type.replaceFirst("^_$", ""), new String(bytes, start, end - start, ISO_8859_1));
  }
}
