package io.penstock.shard;

import java.util.Optional;

/** Warns at start of layouts that spread series badly. */
public final class Uneven {
  private Uneven() {}

  /**
   * What to say about a layout's spread, if anything.
   *
   * <p>djb2 multiplies by 33 = 3 · 11. Modulo a multiple of 3 or 11 the earlier characters vanish
   * until the hash passes 2^64, which takes about twelve of them: until then the last character
   * alone decides the remainder by 3, 11 or 33.
   */
  public static Optional<String> warning(HashKind hash, int shards) {
    int shared = (shards % 3 == 0 ? 3 : 1) * (shards % 11 == 0 ? 11 : 1);
    if (hash != HashKind.DJB2 || shared == 1) {
      return Optional.empty();
    }
    return Optional.of(
        ("%d shards with hash = %s spread short keys unevenly: %d divides both %1$d and 33, so for"
                + " keys of up to about 12 characters only the last one decides the remainder by"
                + " %3$d. A number of shards that neither 3 nor 11 divides spreads better.")
            .formatted(shards, hash.label(), shared));
  }
}
