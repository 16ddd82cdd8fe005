package io.penstock.journal;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * To whom a reader belongs. The one rule of what is abandoned, for retention as for the tools.
 *
 * <p>A shard that the layout has left is not abandoned as long as it drains: a worker goes on with
 * it until all before that layout is sent.
 */
public enum ReaderOwner {
  /** A shard or mirror of the configuration. */
  CONFIGURED("A destination of the configuration reads by it."),
  /** A shard that the configuration no longer has, and that has not yet sent what is its own. */
  DRAINING("Its shard is gone from the configuration; a worker still sends what is left for it."),
  /** Nobody moves it any more: nothing is kept for its sake. */
  ABANDONED("Nobody moves it any more; penstock forget puts it aside.");

  private static final Pattern SHARD = Pattern.compile("shard-\\d{1,9}");

  private final String help;

  ReaderOwner(String help) {
    this.help = help;
  }

  /**
   * The owner of a reader. Pure.
   *
   * @param configured names of the readers that the configuration asks for
   * @param state the ordinal in {@link ReaderCounter#STATE}
   */
  public static ReaderOwner of(String name, Collection<String> configured, long state) {
    if (configured.contains(name)) {
      return CONFIGURED;
    }
    boolean mayDrain = SHARD.matcher(name).matches() && state != ReaderState.RETIRED.ordinal();
    return mayDrain ? DRAINING : ABANDONED;
  }

  /** The word that tools show. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence for people. */
  public String help() {
    return help;
  }
}
