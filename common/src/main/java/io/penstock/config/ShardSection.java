package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sections {@code [shard.N]}: any key of {@code [forward]} given there holds for that shard alone.
 */
final class ShardSection {
  private static final Pattern SECTION = Pattern.compile("shard\\.(\\d{1,4})");
  private static final Pattern ENVIRONMENT = Pattern.compile("PENSTOCK_SHARD_(\\d{1,4})_([A-Z_]+)");

  /** What threads do for all of their shards at once cannot differ from shard to shard. */
  private static final Set<Key<?>> SHARED = Set.of(Keys.GROUP_WINDOW, Keys.POLL_INTERVAL);

  private ShardSection() {}

  /** The shard that a section is about; empty when it is another kind of section. */
  static OptionalInt shardOf(String section) {
    Matcher matcher = SECTION.matcher(section);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** A key of {@code [forward]} as it is called for one shard. */
  static <T> Key<T> key(Key<T> forward, int shard) {
    return key(forward, section(shard));
  }

  /** A key as it is called in a section of its own. */
  static <T> Key<T> key(Key<T> key, String section) {
    return new Key<>(section, key.name(), key.defaultText(), key.parser(), key.help());
  }

  static String section(int shard) {
    return "shard." + shard;
  }

  /** The key that the entry gives for one shard; empty when there is no such key. */
  static Optional<Key<?>> key(Entry entry) {
    OptionalInt shard = shardOf(entry.section());
    if (shard.isEmpty()) {
      return Optional.empty();
    }
    for (Key<?> key : keys()) {
      if (key.name().equals(entry.name())) {
        return Optional.of(key(key, shard.getAsInt()));
      }
    }
    return Optional.empty();
  }

  /** The keys of {@code [forward]} that a shard may have of its own. */
  static List<Key<?>> keys() {
    return Keys.all().stream()
        .filter(key -> key.section().equals("forward") && !SHARED.contains(key))
        .toList();
  }

  /** Whether that key of {@code [forward]} holds for all shards only. */
  static boolean isShared(String name) {
    return SHARED.stream().anyMatch(key -> key.name().equals(name));
  }

  /** What {@code PENSTOCK_SHARD_N_KEY} says, in the order of the shards' names. */
  static List<Entry> entries(Map<String, String> environment) {
    List<Entry> entries = new ArrayList<>();
    for (String name : environment.keySet().stream().sorted().toList()) {
      Matcher matcher = ENVIRONMENT.matcher(name);
      String text = environment.get(name).strip();
      if (matcher.matches() && !text.isEmpty()) {
        int shard = Integer.parseInt(matcher.group(1));
        for (Key<?> key : keys()) {
          if (key(key, shard).environmentNames().contains(name)) {
            entries.add(new Entry(section(shard), key.name(), text, Origin.environment(name)));
          }
        }
      }
    }
    return entries;
  }

  /** The names that a variable of such a form could have been meant to have. */
  static List<String> environmentNamesLike(String name) {
    Matcher matcher = ENVIRONMENT.matcher(name);
    if (!matcher.matches()) {
      return List.of();
    }
    int shard = Integer.parseInt(matcher.group(1));
    return keys().stream().flatMap(key -> key(key, shard).environmentNames().stream()).toList();
  }
}
