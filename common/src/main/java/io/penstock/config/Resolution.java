package io.penstock.config;

import io.penstock.config.Origin.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Layers of entries on their way to values: later entries win, and every fault is kept.
 *
 * <p>Used once, by one thread: offer all entries, then {@link #parse}, then take the values.
 */
final class Resolution {
  /** The section that holds for all who have none of their own. */
  static final String ALL = "forward";

  private final Map<String, Key<?>> known = new HashMap<>();
  private final Map<Key<?>, Setting> settings = new LinkedHashMap<>();
  private final Map<Key<?>, Object> values = new HashMap<>();
  private final UnknownKey unknown = new UnknownKey();
  private final List<String> faults = new ArrayList<>();

  Resolution() {
    for (Key<?> key : Keys.all()) {
      known.put(key.path(), key);
      settings.put(key, new Setting(key, key.defaultText(), Origin.BUILT_IN));
    }
  }

  /** Takes what one layer says about one key. */
  void offer(Entry entry) {
    Key<?> key = keyOf(entry);
    if (key == null) {
      unknown.fault(entry).ifPresent(faults::add);
      return;
    }
    Origin before = settings.get(key).origin();
    if (before.source() == Source.FILE && entry.origin().source() == Source.FILE) {
      fault(entry, "is given twice, first in line " + before.line());
    }
    settings.put(key, new Setting(key, entry.text(), entry.origin()));
  }

  private Key<?> keyOf(Entry entry) {
    Key<?> key = known.get(entry.path());
    if (key == null) {
      key = ShardSection.key(entry).or(() -> MirrorSection.key(entry)).orElse(null);
      if (key != null) {
        known.put(entry.path(), key);
        settings.put(key, new Setting(key, key.defaultText(), Origin.BUILT_IN));
      }
    }
    return key;
  }

  private void fault(Entry entry, String message) {
    faults.add(entry.origin().blame(entry.section(), entry.name()) + message);
  }

  /** Adds a fault that no single entry is to blame for. */
  void fault(String line) {
    faults.add(line);
  }

  /** Turns every setting into its value. */
  void parse() {
    for (Setting setting : settings.values()) {
      Key<?> key = setting.key();
      String blame = setting.origin().blame(key.section(), key.name());
      if (!setting.text().isBlank()) {
        try {
          values.put(key, key.parser().parse(setting.text().strip()));
        } catch (IllegalArgumentException e) {
          faults.add(blame + e.getMessage());
        }
      } else if (setting.origin().source() != Source.DEFAULT) {
        faults.add(blame + "has no value" + (key.isRequired() ? "; for example: " + EXAMPLE : ""));
      }
    }
  }

  /** A line that a file without destinations could have. */
  static final String EXAMPLE = "destinations = 127.0.0.1:8127 127.0.0.1:8128";

  boolean has(Key<?> key) {
    return values.containsKey(key);
  }

  /** Whether any layer said something about the key. */
  boolean isGiven(Key<?> key) {
    return settings.get(key).origin().source() != Source.DEFAULT;
  }

  Setting setting(Key<?> key) {
    return settings.get(key);
  }

  List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  @SuppressWarnings("unchecked") // parse() stored what the key's own parser returned
  <T> T value(Key<T> key) {
    return (T) values.get(key);
  }

  /** What holds for one shard or ring: what its own section says, or else what all have. */
  Setting setting(Key<?> key, String section) {
    return own(key, section).orElse(settings.get(key));
  }

  /** What its own section says. */
  Optional<Setting> own(Key<?> key, String section) {
    return Optional.ofNullable(settings.get(ShardSection.key(key, section)));
  }

  /** The value of {@link #setting(Key, String)}. */
  @SuppressWarnings("unchecked") // parse() stored what the key's own parser returned
  <T> T value(Key<T> key, String section) {
    return (T) values.get(setting(key, section).key());
  }

  boolean has(Key<?> key, String section) {
    return has(setting(key, section).key());
  }

  /** The shards that something was said for alone, in ascending order. */
  SortedSet<Integer> shards() {
    SortedSet<Integer> shards = new TreeSet<>();
    for (Key<?> key : settings.keySet()) {
      ShardSection.shardOf(key.section()).ifPresent(shards::add);
    }
    return shards;
  }

  /** The names of the second rings, in order. */
  SortedSet<String> rings() {
    SortedSet<String> names = new TreeSet<>();
    for (Key<?> key : settings.keySet()) {
      MirrorSection.nameOf(key.section()).ifPresent(names::add);
    }
    return names;
  }

  /** The first setting that was given in a section. */
  Setting firstOf(String section) {
    return settings.values().stream()
        .filter(setting -> setting.key().section().equals(section))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Ends the collecting of faults.
   *
   * @throws ConfigurationException with all of them, when there are any
   */
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
  }
}
