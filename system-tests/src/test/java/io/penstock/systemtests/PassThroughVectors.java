package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * One row of {@code pass-through.tsv}, which lies with the tests of {@code common} and explains
 * itself there.
 *
 * @param name number of the vector
 * @param datagram what is sent
 * @param lines what must come out, a char a byte
 * @param shards of 4, for each line, by {@code key = name+tags}
 */
record PassThroughVectors(String name, byte[] datagram, List<String> lines, List<Integer> shards) {
  private static final String FILE = "/io/penstock/shard/pass-through.tsv";

  static final int SHARDS = 4;

  static List<PassThroughVectors> all() throws IOException {
    try (InputStream file = PassThroughVectors.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(row -> !row.startsWith("# "))
          .map(row -> of(row.split("\t", -1)))
          .toList();
    }
  }

  private static PassThroughVectors of(String[] columns) {
    String lines = new String(bytes(columns[2]), ISO_8859_1);
    return new PassThroughVectors(
        columns[0],
        bytes(columns[1]),
        lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1)),
        Stream.of(columns[4].split(",")).filter(s -> !s.isEmpty()).map(Integer::valueOf).toList());
  }

  private static byte[] bytes(String field) {
    byte[] text = field.getBytes(UTF_8);
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
          bytes.write(Integer.parseInt(new String(text, i + 1, 2, ISO_8859_1), 16));
          i += 2;
        }
        case '*' -> {
          String rest = new String(text, i + 1, text.length - i - 1, ISO_8859_1);
          int count = Integer.parseInt(rest.substring(0, rest.indexOf(';')));
          i += 2 + rest.indexOf(';');
          bytes.writeBytes(Character.toString(text[i]).repeat(count).getBytes(ISO_8859_1));
        }
        default -> throw new IllegalArgumentException("unknown escape in " + field);
      }
    }
    return bytes.toByteArray();
  }
}
