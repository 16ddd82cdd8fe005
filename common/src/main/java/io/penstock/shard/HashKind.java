package io.penstock.shard;

/**
 * How a key becomes a shard.
 *
 * <p>The first is that of the Rust proxy that Penstock replaces, the second our own; the others are
 * those of other proxies, each exact together with {@link KeyRule#BEFORE_COLON}, so that a fleet
 * can be moved over without moving its series. ARCHITECTURE.md names their sources.
 */
public enum HashKind {
  /** The hash of the Rust proxy that Penstock replaces: djb2 over code points, modulo N. */
  DJB2("djb2", false),
  /** FNV-1a to 4096 slots, and those to shards, so that few slots move when N changes. */
  SLOTS("slots", false),
  /** jjneely/statsrelay and carbon-c-relay: FNV-1a, then jump consistent hash. */
  JUMP("jump", false),
  /** uber/statsrelay and lyft/statsrelay: murmur3, modulo N. */
  STATSRELAY("statsrelay", false),
  /** proxy.js of statsd 0.8.0 and later: 40 points a server on a ring of md5. */
  STATSD_PROXY("statsd-proxy", true),
  /** hit9/statsd-proxy: 160 points a server on a ring of md5. */
  KETAMA("ketama", true);

  private final String label;
  private final boolean usesAddresses;

  HashKind(String label, boolean usesAddresses) {
    this.label = label;
    this.usesAddresses = usesAddresses;
  }

  /** The word for it in {@code config.ini} and in layout records. */
  public String label() {
    return label;
  }

  /** Whether the servers' addresses decide too, and not their number alone. */
  public boolean usesAddresses() {
    return usesAddresses;
  }
}
