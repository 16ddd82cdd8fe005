package io.penstock.reader;

import java.util.Locale;

/** To whom a reader belongs. {@link ReaderPlan#owner} decides. */
public enum ReaderOwner {
  /** A shard or mirror of the configuration. */
  CONFIGURED("A destination of the configuration reads by it."),
  /** A place in a ring that is no longer configured, and that has not yet sent what is its own. */
  DRAINING("Its shard is gone from the configuration; a worker still sends what is left for it."),
  /** Nothing of the journal is its own any more, and nothing is kept for it. */
  ABANDONED("Nothing waits for it; penstock forget puts it aside.");

  private final String help;

  ReaderOwner(String help) {
    this.help = help;
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
