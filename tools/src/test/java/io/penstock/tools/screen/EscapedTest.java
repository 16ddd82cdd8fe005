package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "613a317c63, a:1|c",
        "c3a9e697a5, é日",
        "1b5b324a, \\x1b[2J",
        "0a0d09005c7f, \\n\\r\\t\\x00\\\\\\x7f",
        "c29b, \\u{9b}",
        "e280aee2808fe281a6, \\u{202e}\\u{200f}\\u{2066}",
        "e280a8efbbbf, \\u{2028}\\u{feff}",
        "fffec080, \\xff\\xfe\\xc0\\x80",
        "e697, \\xe6\\x97",
        "eda080, \\xed\\xa0\\x80",
        "f09f9880, \uD83D\uDE00",
        "f4908080, \\xf4\\x90\\x80\\x80",
        "f3a08081, \\u{e0001}",
      })
  void whatMovesHidesOrTurnsTextIsWrittenOut(String hex, String text) {
    assertEquals(text, Escaped.of(HexFormat.of().parseHex(hex)));
  }

  @Test
  void noBytesAtAllMakeAControlCharacter() {
    Random random = new Random(7);
    byte[] bytes = new byte[200];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(bytes);
      String text = Escaped.of(bytes);
      assertTrue(
          text.codePoints()
              .noneMatch(
                  c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT),
          () -> HexFormat.of().formatHex(bytes));
      assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }
  }
}
