package io.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the configuration that a process should have now changes of the one it has.
 *
 * <p>Addresses, layout, forwarding and mirrors can change while it runs. Sockets, folders, threads
 * and whatever sizes something that exists cannot. Both daemons judge alike, so neither follows
 * where the other does not. What the console is told concerns neither.
 *
 * @param live changes that can be followed, {@code key: before → after}
 * @param refused changes that take a restart, in the same words
 */
public record Changes(List<String> live, List<String> refused) {
  private static final Set<String> LIVE_SECTIONS = Set.of("shards", "forward");
  private static final String CONSOLE = "console";
  private static final Set<Key<?>> FIXED = Set.of(Keys.GROUP_WINDOW, Keys.POLL_INTERVAL);

  /** Keeps its own copies. */
  public Changes {
    live = List.copyOf(live);
    refused = List.copyOf(refused);
  }

  /** Compares two configurations by their values, not by how those are written. */
  public static Changes between(Configuration now, Configuration next) {
    Map<Key<?>, Setting> before = byKey(now);
    Map<Key<?>, Setting> after = byKey(next);
    List<String> live = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    Map<Key<?>, Setting> all = new LinkedHashMap<>(before);
    all.putAll(after);
    for (Key<?> key : all.keySet()) {
      if (key.section().equals(CONSOLE)) {
        continue;
      }
      Setting old = before.get(key);
      Setting other = after.get(key);
      if (old == null || other == null || !isSame(key, old, other)) {
        (isLive(key) ? live : refused).add(key.path() + ": " + text(old) + " → " + text(other));
      }
    }
    return new Changes(live, refused);
  }

  private static Map<Key<?>, Setting> byKey(Configuration configuration) {
    Map<Key<?>, Setting> settings = new LinkedHashMap<>();
    configuration.settings().forEach(setting -> settings.put(setting.key(), setting));
    return settings;
  }

  /** The folder of a relative path is part of what was said. */
  private static boolean isSame(Key<?> key, Setting old, Setting other) {
    if (old.text().equals(other.text())) {
      return true;
    }
    return !old.text().isEmpty()
        && !other.text().isEmpty()
        && key.parser().parse(old.text()).equals(key.parser().parse(other.text()));
  }

  private static boolean isLive(Key<?> key) {
    if (FIXED.contains(key)) {
      return false;
    }
    return key.equals(Keys.DESTINATIONS)
        || LIVE_SECTIONS.contains(key.section())
        || ShardSection.shardOf(key.section()).isPresent()
        || MirrorSection.nameOf(key.section()).isPresent();
  }

  private static String text(Setting setting) {
    return setting == null ? "nothing" : setting.text();
  }

  /** Whether nothing is different. */
  public boolean isEmpty() {
    return live.isEmpty() && refused.isEmpty();
  }
}
