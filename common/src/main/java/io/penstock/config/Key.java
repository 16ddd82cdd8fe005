package io.penstock.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One thing that can be configured.
 *
 * @param section section of the file, empty for the top level
 * @param name the key in the file, snake_case
 * @param defaultText the value when none is given; empty when one is required
 * @param parser how its text becomes a value
 * @param help one sentence for the user
 */
public record Key<T>(
    String section, String name, String defaultText, ValueParser<T> parser, String help) {

  /** The keys of the Rust proxy, whose environment variables bear no prefix. */
  private static final Set<String> BARE =
      Set.of("bind_interface", "bind_port", "threads", "destinations");

  /** Section and name in one word, {@code journal.roll_bytes}, as {@code --set} takes it. */
  public String path() {
    return section.isEmpty() ? name : section + "." + name;
  }

  /** Whether there is no default. */
  public boolean isRequired() {
    return defaultText.isEmpty();
  }

  /**
   * The environment variables that set it, the one that wins last.
   *
   * <p>All have one with the prefix; those of the Rust proxy keep their bare names beside it.
   */
  public List<String> environmentNames() {
    List<String> names = new ArrayList<>();
    if (section.isEmpty() && BARE.contains(name)) {
      names.add(name.toUpperCase(Locale.ROOT));
    }
    names.add("PENSTOCK_" + path().replace('.', '_').toUpperCase(Locale.ROOT));
    return List.copyOf(names);
  }
}
