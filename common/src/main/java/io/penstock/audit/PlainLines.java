package io.penstock.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a datagram, found a second time: as plainly as can be, and by no code of the
 * workers'.
 */
public final class PlainLines {
  private PlainLines() {}

  /** The lines without their endings; a CR before an LF belongs to the ending. */
  public static List<byte[]> of(byte[] datagram) {
    String text = new String(datagram, StandardCharsets.ISO_8859_1); // one char a byte
    List<byte[]> lines = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int feed = text.indexOf('\n', from);
      String line = feed < 0 ? text.substring(from) : text.substring(from, feed);
      if (feed >= 0 && line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (!line.isEmpty()) {
        lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
      }
      from = feed < 0 ? text.length() : feed + 1;
    }
    return lines;
  }
}
