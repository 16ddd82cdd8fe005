package io.penstock.worker;

import io.penstock.config.ConfigurationException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which shards a process or a thread owns.
 *
 * @param chosen the shards by number; empty for all
 * @param threads shards are dealt to so many threads
 * @param thread the thread that this selection is for
 */
record ShardSelection(Set<Integer> chosen, int threads, int thread) {

  /**
   * Reads what stands after {@code --shards}.
   *
   * @throws ConfigurationException when it is neither {@code all} nor numbers with commas between
   */
  static ShardSelection parse(String text, int threads) {
    Set<Integer> chosen = new TreeSet<>();
    if (!text.equals("all")) {
      for (String part : text.split(",", -1)) {
        try {
          chosen.add(Integer.parseUnsignedInt(part.strip()));
        } catch (NumberFormatException e) {
          throw new ConfigurationException(
              "--shards " + text + ": expected 'all' or shard numbers such as 0,2");
        }
      }
    }
    return new ShardSelection(chosen, threads, 0);
  }

  ShardSelection ofThread(int number) {
    return new ShardSelection(chosen, threads, number);
  }

  boolean owns(int shard) {
    return (chosen.isEmpty() || chosen.contains(shard)) && shard % threads == thread;
  }
}
