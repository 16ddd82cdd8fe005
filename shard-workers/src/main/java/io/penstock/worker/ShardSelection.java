package io.penstock.worker;

import io.penstock.config.ConfigurationException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which shards a process or a thread owns.
 *
 * @param chosen the shards by number; empty for all
 * @param threads how many threads share the shards
 * @param thread the thread that this selection is for
 */
record ShardSelection(Set<Integer> chosen, int threads, int thread) {
  static final String ALL = "all";

  /** The most shards that a range may name: a slip of the finger is not a million. */
  private static final int SHARDS_MAX = 10_000;

  private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /**
   * Parses the value of {@code --shards}, such as {@code 0-3,7}.
   *
   * <p>The instance of a systemd unit comes as it is in the unit's name, where comma and hyphen may
   * be written as {@code \x2c} and {@code \x2d}; these are understood.
   *
   * @throws ConfigurationException when it is neither {@code all} nor numbers and ranges
   */
  static ShardSelection parse(String text, int threads) {
    Set<Integer> chosen = new TreeSet<>();
    if (!text.equals(ALL)) {
      String plain = text.replace("\\x2c", ",").replace("\\x2d", "-");
      for (String part : plain.split(",", -1)) {
        addPart(part.strip(), text, chosen);
      }
    }
    return new ShardSelection(chosen, threads, 0);
  }

  private static void addPart(String part, String text, Set<Integer> chosen) {
    Matcher matcher = PART.matcher(part);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first <= last && last - first < SHARDS_MAX) {
        IntStream.rangeClosed(first, last).forEach(chosen::add);
        return;
      }
    }
    throw new ConfigurationException(
        "--shards " + text + ": expected 'all' or shard numbers such as 0,2 or 0-3");
  }

  ShardSelection ofThread(int number) {
    return new ShardSelection(chosen, threads, number);
  }

  boolean owns(int shard) {
    return (chosen.isEmpty() || chosen.contains(shard)) && shard % threads == thread;
  }
}
