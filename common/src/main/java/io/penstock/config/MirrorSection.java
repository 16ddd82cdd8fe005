package io.penstock.config;

import io.penstock.shard.ReaderName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sections {@code [mirror.NAME]}: destinations, hash and key of a second ring, and any key that a
 * section {@code [shard.N]} may have, but for a mirror of its own.
 */
final class MirrorSection {
  private static final String PREFIX = "mirror.";
  private static final String ENVIRONMENT_PREFIX = "PENSTOCK_MIRROR_";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final int SHORT = 6;
  private static final Set<String> TAKEN = Set.of(ReaderName.SHARDS, ReaderName.MIRRORS);

  private MirrorSection() {}

  /** Whether a section means to be one of these, under whatever name. */
  static boolean isMeant(String section) {
    return section.startsWith(PREFIX);
  }

  /** The name of the ring that a section is about; empty when it is none, or the name no good. */
  static Optional<String> nameOf(String section) {
    return isMeant(section)
        ? Optional.of(section.substring(PREFIX.length())).filter(MirrorSection::isGood)
        : Optional.empty();
  }

  private static boolean isGood(String name) {
    return NAME.matcher(name).matches() && !TAKEN.contains(name);
  }

  static String section(String name) {
    return PREFIX + name;
  }

  /** The key that the entry gives for one ring; empty when there is no such key. */
  static Optional<Key<?>> key(Entry entry) {
    return nameOf(entry.section()).isEmpty()
        ? Optional.empty()
        : keys().stream()
            .filter(key -> key.name().equals(entry.name()))
            .<Key<?>>map(key -> ShardSection.key(key, entry.section()))
            .findFirst();
  }

  /** The keys that a ring may have of its own, as they are called elsewhere. */
  static List<Key<?>> keys() {
    return Stream.concat(
            Stream.of(Keys.DESTINATIONS, Keys.HASH, Keys.KEY),
            ShardSection.keys().stream().filter(key -> !key.equals(Keys.MIRROR)))
        .toList();
  }

  /** What {@code PENSTOCK_MIRROR_NAME_KEY} says, in the order of the variables' names. */
  static List<Entry> entries(Map<String, String> environment) {
    List<Entry> entries = new ArrayList<>();
    for (String variable : environment.keySet().stream().sorted().toList()) {
      String text = environment.get(variable).strip();
      if (!text.isEmpty()) {
        keyOf(variable)
            .ifPresent(
                key ->
                    entries.add(
                        new Entry(key.section(), key.name(), text, Origin.environment(variable))));
      }
    }
    return entries;
  }

  /** The key that a variable is for: of several, the one with the longest name. */
  static Optional<Key<?>> keyOf(String variable) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX)) {
      return Optional.empty();
    }
    String rest = variable.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT);
    return keys().stream()
        .filter(key -> rest.endsWith("_" + key.name()))
        .max(Comparator.comparingInt(key -> key.name().length()))
        .<Key<?>>map(key -> ring(key, rest.substring(0, rest.length() - key.name().length() - 1)))
        .filter(key -> nameOf(key.section()).isPresent())
        .filter(key -> key.environmentNames().contains(variable));
  }

  /** The names that a variable of such a form could have been meant to have. */
  static List<String> environmentNamesLike(String variable) {
    List<String> names = new ArrayList<>();
    if (variable.startsWith(ENVIRONMENT_PREFIX)) {
      String rest = variable.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT);
      for (int at = rest.indexOf('_'); at >= 0; at = rest.indexOf('_', at + 1)) {
        String name = rest.substring(0, at);
        String word = rest.substring(at + 1);
        keys().stream()
            .filter(key -> isGood(name) && isASlip(word, key.name()))
            .forEach(key -> names.addAll(ring(key, name).environmentNames()));
      }
    }
    return names;
  }

  /** Of a short word one letter: HOST, which Kubernetes sets, is no slip of HASH. */
  private static boolean isASlip(String word, String name) {
    return Suggestion.distance(word, name) <= (name.length() < SHORT ? 1 : 2);
  }

  private static Key<?> ring(Key<?> key, String name) {
    return ShardSection.key(key, section(name));
  }
}
