package io.penstock.shard;

/** How a key becomes a shard. */
public enum HashKind {
  /** The hash of the Rust proxy that Penstock replaces: djb2 over code points, modulo N. */
  DJB2("djb2");

  private final String label;

  HashKind(String label) {
    this.label = label;
  }

  /** The word for it in {@code config.ini} and in layout records. */
  public String label() {
    return label;
  }
}
