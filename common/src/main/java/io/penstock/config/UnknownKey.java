package io.penstock.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words for an unknown key: what was probably meant, and where it belongs. */
final class UnknownKey {
  private static final Set<String> SECTIONS =
      Keys.all().stream().map(Key::section).collect(Collectors.toCollection(TreeSet::new));

  /** How every key is spelled; a value that was broken over two lines is not. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w-]*|\\[.*");

  private static final String CONTINUATION =
      "is not a key; to continue a value, end the line above it with a backslash";

  private final Set<String> saidSections = new TreeSet<>();

  /** The fault of that entry; empty when its whole section was blamed before. */
  Optional<String> fault(Entry entry) {
    String blame = entry.origin().blame(entry.section(), entry.name());
    if (ShardSection.shardOf(entry.section()).isPresent()) {
      return Optional.of(blame + "unknown key; " + meantForOne(entry.name(), ShardSection.keys()));
    }
    if (MirrorSection.nameOf(entry.section()).isPresent()) {
      return Optional.of(
          blame
              + "unknown key; "
              + (entry.name().equals(Keys.MIRROR.name())
                  ? "a ring has no mirror; write a second section [mirror.NAME]"
                  : meantForOne(entry.name(), MirrorSection.keys())));
    }
    if (MirrorSection.isMeant(entry.section())) {
      return saidSections.add(entry.section())
          ? Optional.of(
              blame
                  + "the name behind mirror. begins with a letter and has up to 32 of a-z 0-9 _,"
                  + " and is neither shard nor mirror")
          : Optional.empty();
    }
    if (isContinuation(entry)) {
      return Optional.of(blame + CONTINUATION);
    }
    if (entry.origin().source() != Origin.Source.FILE) {
      return Optional.of(blame + "unknown key; " + meantPath(entry.path()));
    }
    if (!SECTIONS.contains(entry.section())) {
      return saidSections.add(entry.section())
          ? Optional.of(
              entry.origin().description()
                  + ": ["
                  + entry.section()
                  + "]: unknown section; "
                  + meantSection(entry.section()))
          : Optional.empty();
    }
    return Optional.of(
        entry.name().startsWith("[")
            ? blame + "a section needs its closing ]"
            : blame + "unknown key; " + meantName(entry));
  }

  private static boolean isContinuation(Entry entry) {
    return entry.origin().source() == Origin.Source.FILE
        && (!NAME.matcher(entry.name()).matches() || entry.text().startsWith("//"));
  }

  private static String meantForOne(String name, List<Key<?>> keys) {
    if (ShardSection.isShared(name)) {
      return "it is for all shards at once and belongs in [forward]";
    }
    List<String> here = keys.stream().<String>map(Key::name).toList();
    Optional<String> near = Suggestion.nearest(name, here);
    return near.isPresent() || named(name).isEmpty()
        ? near.map(nearest -> "did you mean " + nearest + "?")
            .orElse("known here: " + String.join(", ", here))
        : "it belongs " + place(named(name).get());
  }

  private static String meantPath(String path) {
    return Suggestion.nearest(path, names(key -> true, Key::path))
        .map(nearest -> "did you mean " + nearest + "?")
        .orElse("penstock config shows all there are");
  }

  private static String meantSection(String section) {
    return Suggestion.nearest(section, SECTIONS.stream().filter(name -> !name.isEmpty()).toList())
        .map(nearest -> "did you mean [" + nearest + "]?")
        .orElse(
            "there are "
                + SECTIONS.stream()
                    .filter(name -> !name.isEmpty())
                    .map(name -> "[" + name + "]")
                    .collect(Collectors.joining(" ")));
  }

  private static String meantName(Entry entry) {
    Optional<Key<?>> elsewhere = named(entry.name());
    if (elsewhere.isPresent()) {
      return "it belongs " + place(elsewhere.get());
    }
    List<String> here = names(key -> key.section().equals(entry.section()), Key::name);
    Optional<String> near = Suggestion.nearest(entry.name(), here);
    if (near.isPresent()) {
      return "did you mean " + near.get() + "?";
    }
    return Suggestion.nearest(entry.name(), names(key -> true, Key::name))
        .flatMap(UnknownKey::named)
        .map(key -> "did you mean " + key.name() + " " + place(key) + "?")
        .orElse("known here: " + String.join(", ", here));
  }

  private static Optional<Key<?>> named(String name) {
    return Keys.all().stream().filter(key -> key.name().equals(name)).findFirst();
  }

  private static String place(Key<?> key) {
    return key.section().isEmpty() ? "above the first section" : "in [" + key.section() + "]";
  }

  private static List<String> names(Predicate<Key<?>> filter, Function<Key<?>, String> name) {
    return Keys.all().stream().filter(filter).map(name).toList();
  }
}
