package io.penstock.config;

import java.util.function.BiPredicate;

/**
 * The command line of a daemon as units and scripts write it: flags that stand as words of their
 * own, each with its value behind it.
 *
 * <p>A daemon that is started in this way does without picocli, whose classes Java 25 keeps in no
 * start-up cache and whose model is a third of a start's work. Whatever is written otherwise, or is
 * a fault, is not for here: picocli reads the whole line then and says what it has to say.
 *
 * <p>One instance reads one line; one thread.
 */
public final class PlainFlags {
  private final String[] words;
  private int next;
  private boolean isPlain = true;

  private PlainFlags(String[] words) {
    this.words = words;
  }

  /**
   * Hands each flag to who knows it.
   *
   * @param takes takes a flag, and its value by {@link #value}; false when it cannot
   * @return whether all of the line was taken; if not, what was taken is not to be used
   */
  public static boolean read(String[] words, BiPredicate<String, PlainFlags> takes) {
    PlainFlags flags = new PlainFlags(words);
    while (flags.isPlain && flags.next < words.length) {
      boolean isTaken = takes.test(flags.words[flags.next++], flags); // a value may end it, too
      flags.isPlain &= isTaken;
    }
    return flags.isPlain;
  }

  /** The word behind the flag; one that could be something else than a value ends the reading. */
  public String value() {
    String word = next < words.length ? words[next++] : "";
    isPlain &= !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
    return word;
  }

  /** The same for a flag that may stand only once. */
  public String onlyValue(Object before) {
    isPlain &= before == null;
    return value();
  }
}
