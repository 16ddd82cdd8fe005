package io.penstock.tools.replay;

import io.penstock.config.Destination;
import io.penstock.shard.Layout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One outlet a destination: the one that was asked for, or those that the layouts name, each where
 * it was in force.
 */
final class Outlets implements AutoCloseable {
  /** Gets a carrier to a destination. */
  interface Dial {
    /**
     * Opens it.
     *
     * @throws Refused when there is no way to it
     */
    Carrier open(Destination destination) throws Refused;
  }

  private final Optional<Destination> single;
  private final int packetBytesMax;
  private final Dial dial;
  private final Map<String, Outlet> byAddress = new LinkedHashMap<>();
  private final List<Outlet> ofShards = new ArrayList<>();
  private final Set<String> shardAddresses = new HashSet<>();
  private Layout layout;

  Outlets(Optional<Destination> single, int packetBytesMax, Dial dial) {
    this.single = single;
    this.packetBytesMax = packetBytesMax;
    this.dial = dial;
  }

  /** Takes a layout as the one in force; null when none is known. */
  void enter(Layout next) {
    if (next != layout) {
      layout = next;
      ofShards.clear();
      if (next != null) {
        shardAddresses.addAll(next.destinations());
      }
    }
  }

  /** The outlet of a shard's lines; null when unknown. */
  Outlet of(int shard) throws Refused {
    if (single.isPresent()) {
      return outlet(single.get());
    }
    if (shard < 0) {
      return null;
    }
    while (ofShards.size() <= shard) {
      ofShards.add(null);
    }
    if (ofShards.get(shard) == null) {
      ofShards.set(shard, outlet(destination(layout.destinations().get(shard))));
    }
    return ofShards.get(shard);
  }

  private static Destination destination(String address) throws Refused {
    try {
      return Destination.parse(address);
    } catch (IllegalArgumentException e) {
      throw new Refused(address, e.getMessage());
    }
  }

  /** Whether everything goes to one that is also a shard's own. */
  boolean isSingleAShards() {
    return single.isPresent() && shardAddresses.contains(single.get().address());
  }

  private Outlet outlet(Destination destination) throws Refused {
    String address = destination.address();
    Outlet known = byAddress.get(address);
    if (known == null) {
      known = new Outlet(address, packetBytesMax, dial.open(destination));
      byAddress.put(address, known);
    }
    return known;
  }

  Collection<Outlet> all() {
    return byAddress.values();
  }

  /** Everything before this number is sent, of what was packed. */
  long oldestOpenNumber() {
    return all().stream().mapToLong(Outlet::oldestOpenNumber).min().orElse(Outlet.NOTHING_OPEN);
  }

  @Override
  public void close() {
    all().forEach(Outlet::close);
  }
}
