package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the environment says about keys.
 *
 * <p>A variable set to nothing says nothing. A name that begins with {@code PENSTOCK_} and is a
 * slip of the pen away from a known one is a fault; other unknown names are not, because Kubernetes
 * sets names such as {@code PENSTOCK_INGEST_SERVICE_HOST} in every pod beside a service so called.
 */
final class Environment {
  private static final int SLIP_MAX = 2;

  private Environment() {}

  static List<Entry> entries(Map<String, String> environment) {
    List<Entry> entries = new ArrayList<>();
    for (Key<?> key : Keys.all()) {
      for (String name : key.environmentNames()) {
        String text = environment.getOrDefault(name, "").strip();
        if (!text.isEmpty()) {
          entries.add(new Entry(key.section(), key.name(), text, Origin.environment(name)));
        }
      }
    }
    entries.addAll(ShardSection.entries(environment));
    entries.addAll(MirrorSection.entries(environment));
    return entries;
  }

  static List<String> faults(Map<String, String> environment) {
    List<String> known =
        Keys.all().stream().flatMap(key -> key.environmentNames().stream()).toList();
    List<String> faults = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith("PENSTOCK_") && !known.contains(name)) {
        List<String> likely =
            Stream.concat(
                    ShardSection.environmentNamesLike(name).stream(),
                    MirrorSection.environmentNamesLike(name).stream())
                .toList();
        if (likely.contains(name) || MirrorSection.keyOf(name).isPresent()) {
          continue;
        }
        Optional<String> nearest = Suggestion.nearest(name, likely.isEmpty() ? known : likely);
        nearest
            .filter(near -> Suggestion.distance(name, near) <= SLIP_MAX)
            .ifPresent(
                near ->
                    faults.add(
                        "environment " + name + ": unknown name; did you mean " + near + "?"));
      }
    }
    return faults;
  }
}
