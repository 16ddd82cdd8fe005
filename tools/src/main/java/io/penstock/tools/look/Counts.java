package io.penstock.tools.look;

import io.penstock.counters.CounterFile;
import io.penstock.counters.CounterKey;
import java.util.EnumMap;
import java.util.Map;

/** A copy of the counters of a file. */
public final class Counts<K extends Enum<K> & CounterKey> {
  private final Map<K, Long> values;

  private Counts(Map<K, Long> values) {
    this.values = values;
  }

  static <K extends Enum<K> & CounterKey> Counts<K> of(CounterFile file, Class<K> kind) {
    Map<K, Long> values = new EnumMap<>(kind);
    for (K key : kind.getEnumConstants()) {
      values.put(key, file.get(key));
    }
    return new Counts<>(values);
  }

  /** The value at the moment of the look. */
  public long get(K key) {
    return values.get(key);
  }
}
