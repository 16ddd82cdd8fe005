package io.penstock.statsd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "name:1|c -> name",
        "name,b,a:1|c|#d,c -> name b a d c",
        "name:1|c|@0.5|#env:prod,az|c:0123,x -> name env:prod az",
        "name:1|#x,y|c|#z -> name x y",
        "name:1|c|# -> name",
        "name:1|c| -> name",
        "name|#x:1|c -> name|#x",
        "name,|#x:1|c|#y -> name |#x y",
        "name,a,b -> name a",
        "name,a -> name",
        "name|#a,b,c -> name|#a b",
        "_e{5,4}:a|b:c|t|#x -> _e{5 4} x"
      })
  void nameAndTagsLieWhereTheDialectsPutThem(String line, String expected) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    Parts parts = new Parts();
    parts.findAll(new UnsafeBuffer(bytes), 0, bytes.length);
    Tags tags = parts.tags();
    String found =
        IntStream.range(0, tags.count())
            .mapToObj(tag -> " " + line.substring(tags.start(tag), tags.end(tag)))
            .collect(Collectors.joining("", line.substring(0, parts.nameEnd()), ""));
    assertEquals(expected, found);
  }
}
