package io.penstock.dialect;

import java.util.Set;

/**
 * How the lines for one receiver differ from those that came.
 *
 * @param strip sections that are left out
 * @param drop sorts of line that are left out whole
 * @param unpack whether {@code name:1:2|ms} becomes two lines
 * @param replayTimestamp whether late counters and gauges say when they were received
 * @param replayTag a tag that late metrics get, {@code name:value}; empty for none
 */
public record Dialect(
    Set<Section> strip, Set<Sort> drop, boolean unpack, boolean replayTimestamp, String replayTag) {

  /** A part of a line that some receivers cannot take. */
  public enum Section {
    /** {@code |c:…}, the container. */
    CONTAINER("c"),
    /** {@code |e:…}, external data. */
    EXTERNAL("e"),
    /** {@code |card:…}, the cardinality. */
    CARDINALITY("card"),
    /** {@code |T…}, a time. */
    TIMESTAMP("T");

    private final String label;

    Section(String label) {
      this.label = label;
    }

    /** The word in the configuration. */
    public String label() {
      return label;
    }
  }

  /** A sort of line that some receivers cannot take. */
  public enum Sort {
    /** DogStatsD events, <code>_e{…}</code>. */
    EVENTS("events"),
    /** DogStatsD service checks, {@code _sc|…}. */
    SERVICE_CHECKS("service_checks");

    private final String label;

    Sort(String label) {
      this.label = label;
    }

    /** The word in the configuration. */
    public String label() {
      return label;
    }
  }

  /** The dialect that came: nothing is changed. */
  public static final Dialect UNCHANGED = new Dialect(Set.of(), Set.of(), false, false, "");

  /** Keeps its own copies. */
  public Dialect {
    strip = Set.copyOf(strip);
    drop = Set.copyOf(drop);
  }

  /** Whether some line may be sent with other bytes than it came with. */
  public boolean rewrites() {
    return !strip.isEmpty() || unpack || replayTimestamp || !replayTag.isEmpty();
  }
}
