package io.penstock.tools.explain;

import io.penstock.shard.Layout;
import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Every ring that a line goes to: the one that was asked for, then the others. One thread. */
final class Rings {
  private final Layout layout;
  private final List<Way.Finder> finders = new ArrayList<>();

  /**
   * The rings of a layout.
   *
   * @param asked the one that is explained first; of {@link ReaderName#SHARDS} all others follow
   * @throws IllegalArgumentException when there is no such ring
   */
  Rings(Layout whole, String asked) {
    boolean isOfShards = asked.equals(ReaderName.SHARDS);
    layout = isOfShards ? whole : whole.mirrors().get(asked);
    if (layout == null) {
      throw new IllegalArgumentException("no second ring " + asked + " is in force now");
    }
    finders.add(new Way.Finder(asked, layout));
    if (isOfShards) {
      new TreeMap<>(whole.mirrors())
          .forEach((name, ring) -> finders.add(new Way.Finder(name, ring)));
    }
  }

  /** The layout of the ring that was asked for. */
  Layout layout() {
    return layout;
  }

  Explanation explain(byte[] line) {
    List<Way> ways = finders.stream().map(finder -> finder.of(line)).toList();
    return new Explanation(line, Anatomy.of(line), ways.getFirst(), ways.subList(1, ways.size()));
  }
}
