package io.penstock.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileLinesTest {
  private static FileLines of(String content, int linesPerDatagram) throws IOException {
    return FileLines.of(content.getBytes(StandardCharsets.ISO_8859_1), linesPerDatagram);
  }

  private static String datagram(FileLines lines, long index) {
    lines.prepare(index, 1);
    return lines.buffer().getStringWithoutLengthAscii(lines.offset(), lines.length());
  }

  @Test
  void itsLinesComeOverAndOver() throws Exception {
    FileLines lines = of("a:1|c\nbb:1|c\n\n\nccc:1|c", 2);
    assertEquals("a:1|c\nbb:1|c", datagram(lines, 0));
    assertEquals("ccc:1|c\na:1|c", datagram(lines, 1));
    assertEquals("bb:1|c\nccc:1|c", datagram(lines, 2));
    assertEquals("a:1|c\nbb:1|c", datagram(lines, 3));
  }

  @Test
  void aDatagramMayHoldTheFileMoreThanOnce() throws Exception {
    assertEquals("x:1|c\ny:1|c\nx:1|c\ny:1|c\nx:1|c", datagram(of("x:1|c\ny:1|c\n", 5), 0));
  }

  @Test
  void aFileWithoutALineIsRefused() {
    assertThrows(IOException.class, () -> of("\n\n", 1));
  }
}
