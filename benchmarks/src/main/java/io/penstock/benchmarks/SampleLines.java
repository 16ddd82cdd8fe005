package io.penstock.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Lines as they come in from the field, some of each shape. The same ones every time. */
public enum SampleLines {
  /** A counter of one service, no tags: about 27 bytes. */
  PLAIN {
    @Override
    String line(Random random) {
      return "%s.%s.requests:%d|c".formatted(word(random), word(random), random.nextInt(100));
    }
  },
  /** Three tags before the value, in order: 100 bytes, give or take the lengths of words. */
  TAGS_IN_ORDER {
    @Override
    String line(Random random) {
      return tagged(random, "datacenter=%s-%d,host=%s-web-%d,service=%s");
    }
  },
  /** The same tags, not in order. */
  TAGS_OUT_OF_ORDER {
    @Override
    String line(Random random) {
      return tagged(random, "service=%s-%d,host=%s-web-%d,datacenter=%s");
    }
  },
  /** Three tags in order, one of them not ASCII. */
  NOT_ASCII {
    @Override
    String line(Random random) {
      return tagged(random, "datacenter=zürich-%s-%d,host=%s-web-%d,service=%s");
    }
  },
  /** DogStatsD: three tags after the value. */
  DOGSTATSD {
    @Override
    String line(Random random) {
      return "%s.%s.requests.duration:%d|ms|@0.5|#datacenter:%s-%d,host:%s-web,service:%s"
          .formatted(
              word(random),
              word(random),
              random.nextInt(1000),
              word(random),
              random.nextInt(10),
              word(random),
              word(random));
    }
  };

  private static final String[] WORDS = {
    "api",
    "auth",
    "billing",
    "cart",
    "catalogue",
    "checkout",
    "edge",
    "inventory",
    "mailer",
    "payments",
    "search",
    "session",
    "shipping",
    "users"
  };

  abstract String line(Random random);

  byte[][] lines(int count) {
    Random random = new Random(1);
    byte[][] lines = new byte[count][];
    Arrays.setAll(lines, i -> line(random).getBytes(StandardCharsets.UTF_8));
    return lines;
  }

  private static String tagged(Random random, String tags) {
    return ("%s.%s.requests.duration," + tags + ":%d|ms|@0.5")
        .formatted(
            word(random),
            word(random),
            word(random),
            random.nextInt(10),
            word(random),
            random.nextInt(1000),
            word(random),
            random.nextInt(1000));
  }

  private static String word(Random random) {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
