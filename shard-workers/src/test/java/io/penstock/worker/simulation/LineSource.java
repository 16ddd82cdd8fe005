package io.penstock.worker.simulation;

import io.penstock.worker.simulation.Line.Sort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes lines: each with a number of its own, but for those that are too short. */
final class LineSource {
  /** One small line a datagram; some; big; mixed; the largest; nameless. */
  static final int SHAPES = 7;

  private static final long FIRST = 1_000_000_000L;
  private static final int DIGITS = 10;
  private static final int LARGE_BYTES = 60_000;
  private static final String[] TYPES = {"c", "ms", "g", "s", "h"};

  private final List<Line> lines = new ArrayList<>();
  private final boolean makesNameless;

  /** Makes none yet. */
  LineSource(boolean makesNameless) {
    this.makesNameless = makesNameless;
  }

  /** All lines of one datagram, with newlines between. */
  List<Line> datagram(int shape, SplittableRandom random) {
    List<Line> made = new ArrayList<>();
    switch (shape) {
      case 0, 1 -> made.add(metric(random, 0));
      case 2 -> {
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
          made.add(metric(random, random.nextInt(80)));
        }
      }
      case 3 -> made.add(metric(random, 200 + random.nextInt(6_000)));
      case 4 -> made.add(metric(random, 64_000 + random.nextInt(1_510)));
      case 5 -> made.add(nameless(random));
      default -> {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
          made.add(any(random));
        }
      }
    }
    return made;
  }

  private Line any(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> nameless(random);
      case 1 -> text(Sort.EVENT, "_e", 1, "_e{11,4}:t%d|text");
      case 2 -> text(Sort.SERVICE_CHECK, "_sc", 1, "_sc|check%d|0");
      default -> metric(random, random.nextInt(30));
    };
  }

  private Line nameless(SplittableRandom random) {
    if (!makesNameless) {
      return metric(random, 0);
    }
    return add(new byte[] {(byte) ('a' + random.nextInt(26))}, Sort.NAMELESS, "", 1);
  }

  private Line metric(SplittableRandom random, int paddingBytes) {
    if (paddingBytes > LARGE_BYTES) {
      return text(
          Sort.METRIC, "c", 1, "m" + random.nextInt(60) + ":%d|c|#t:" + "x".repeat(paddingBytes));
    }
    String type = TYPES[random.nextInt(TYPES.length)];
    int values = type.equals("ms") && random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
    StringBuilder line = new StringBuilder("m").append(random.nextInt(60));
    for (int i = 0; i < values; i++) {
      line.append(":%1$d");
    }
    line.append('|').append(type);
    if (random.nextInt(4) == 0) {
      line.append("|@0.5");
    }
    if (paddingBytes > 0) {
      line.append("|#t:").append("x".repeat(paddingBytes));
    }
    if (random.nextInt(6) == 0) {
      line.append("|c:abc");
    }
    if (random.nextInt(10) == 0) {
      line.append("|T1700000000");
    }
    return text(Sort.METRIC, type, values, line.toString());
  }

  private Line text(Sort sort, String type, int values, String format) {
    String text = format.formatted(FIRST + lines.size());
    return add(text.getBytes(StandardCharsets.ISO_8859_1), sort, type, values);
  }

  private Line add(byte[] text, Sort sort, String type, int values) {
    Line line = new Line(lines.size(), text, sort, type, values);
    lines.add(line);
    return line;
  }

  /** The line that these bytes are, or a part or another form of it; null when it has no number. */
  Line numbered(byte[] bytes, int from, int end) {
    long number = 0;
    int digits = 0;
    for (int i = from; i < end; i++) {
      byte c = bytes[i];
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      number = digits == 0 ? 0 : 10 * number + c - '0';
      if (digits == DIGITS) {
        int index = (int) (number - FIRST);
        return index >= 0 && index < lines.size() ? lines.get(index) : null;
      }
    }
    return null;
  }
}
