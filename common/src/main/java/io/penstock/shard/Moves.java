package io.penstock.shard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Warns of changes of a layout that move series unexpectedly. */
public final class Moves {
  private static final int SAMPLES = 10_000;

  private Moves() {}

  /**
   * What to say when one layout follows another, a warning each for the shards and for second
   * rings.
   *
   * <p>By most hashes a server is a number, and its address can change. By those that hash the
   * addresses ({@link HashKind#usesAddresses}) a new one is another server: series move to and from
   * all the others. Servers that are added or taken away move series by any hash, and that is what
   * they are for.
   */
  public static List<String> warnings(Layout before, Layout after) {
    List<String> warnings = new ArrayList<>();
    warn("destinations", before, after, warnings);
    after
        .mirrors()
        .forEach(
            (ring, layout) -> {
              Layout last = before.mirrors().get(ring);
              if (last != null) {
                warn("mirror." + ring + ".destinations", last, layout, warnings);
              }
            });
    return warnings;
  }

  private static void warn(String key, Layout before, Layout after, List<String> warnings) {
    HashKind hash = after.hash();
    if (hash == before.hash() && hash.usesAddresses() && isOneMoved(before, after)) {
      warnings.add(
          ("%s: hash = %s depends on the servers' addresses, so with the new ones about %d %% of all"
                  + " series go to another server than before; a name in place of an address, or"
                  + " hash = slots, would let a server move without them")
              .formatted(key, hash.label(), movedPercent(before, after)));
    }
  }

  private static boolean isOneMoved(Layout before, Layout after) {
    int both = Math.min(before.shards(), after.shards());
    return !before.destinations().subList(0, both).equals(after.destinations().subList(0, both));
  }

  private static long movedPercent(Layout before, Layout after) {
    ShardFunction old = ShardFunction.of(before);
    ShardFunction next = ShardFunction.of(after);
    int moved = 0;
    for (int i = 0; i < SAMPLES; i++) {
      byte[] line = ("series." + i + ":1|c").getBytes(StandardCharsets.US_ASCII);
      UnsafeBuffer buffer = new UnsafeBuffer(line);
      moved += old.shardOf(buffer, 0, line.length) == next.shardOf(buffer, 0, line.length) ? 0 : 1;
    }
    return Math.round(100.0 * moved / SAMPLES);
  }
}
