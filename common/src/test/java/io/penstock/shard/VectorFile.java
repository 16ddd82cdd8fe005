package io.penstock.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of a file of vectors; lines that begin with {@code "# "} say where they come from. */
final class VectorFile {
  private VectorFile() {}

  static List<String[]> rows(String name) {
    try (InputStream file = VectorFile.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(row -> !row.startsWith("# "))
          .map(row -> row.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes that a field stands for; the file's head explains its escapes. */
  static byte[] bytes(String field) {
    byte[] text = field.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length; i++) {
      if (text[i] != '\\') {
        bytes.write(text[i]);
        continue;
      }
      switch (text[++i]) {
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case '0' -> bytes.write(0);
        case '\\' -> bytes.write('\\');
        case 'x' -> {
          bytes.write(Integer.parseInt(new String(text, i + 1, 2, StandardCharsets.US_ASCII), 16));
          i += 2;
        }
        case '*' -> {
          int count = 0;
          for (i++; text[i] != ';'; i++) {
            count = count * 10 + text[i] - '0';
          }
          i++;
          for (int repeat = 0; repeat < count; repeat++) {
            bytes.write(text[i]);
          }
        }
        default -> throw new IllegalArgumentException("unknown escape in " + field);
      }
    }
    return bytes.toByteArray();
  }
}
