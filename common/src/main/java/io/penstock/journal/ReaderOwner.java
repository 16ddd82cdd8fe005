package io.penstock.journal;

import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.shard.ReaderName;
import java.util.Collection;
import java.util.Locale;

/**
 * To whom a reader belongs. The one rule of what is abandoned, for retention as for the tools.
 *
 * <p>A shard that the layout has left is not abandoned as long as it drains: a worker goes on with
 * it until all before that layout is sent.
 */
public enum ReaderOwner {
  /** A shard or mirror of the configuration. */
  CONFIGURED("A destination of the configuration reads by it."),
  /** A place in a ring that is no longer configured, and that has not yet sent what is its own. */
  DRAINING("Its shard is gone from the configuration; a worker still sends what is left for it."),
  /** Nobody moves it any more: nothing is kept for its sake. */
  ABANDONED("Nobody moves it any more; penstock forget puts it aside.");

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
    boolean hasLayout = ReaderName.of(name).filter(reader -> !reader.isMirror()).isPresent();
    boolean mayDrain = hasLayout && state != ReaderState.RETIRED.ordinal();
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
