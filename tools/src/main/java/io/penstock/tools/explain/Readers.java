package io.penstock.tools.explain;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.shard.ReaderName;
import io.penstock.tools.look.Look;
import java.util.Map;
import java.util.Optional;

/** The readers that send a line, as they stood at one moment. */
final class Readers {
  /**
   * A second server of a single shard.
   *
   * @param destination its address; empty when the configuration is not known
   * @param reader of it
   */
  record Mirror(String destination, Optional<ReaderNow> reader) {}

  private final Look look;
  private final Map<String, String> addresses;

  private Readers(Look look, Map<String, String> addresses) {
    this.look = look;
    this.addresses = addresses;
  }

  static Readers at(DataDirectory data, Optional<Configuration> configuration) {
    return new Readers(
        Look.atCounters(data), configuration.map(Configuration::addresses).orElse(Map.of()));
  }

  /** Empty when it has not begun. */
  Optional<ReaderNow> of(ReaderName name) {
    return look.readers().stream()
        .filter(reader -> reader.name().equals(name.toString()))
        .findFirst()
        .map(ReaderNow::of);
  }

  /** Empty when the lines have no mirror. */
  Optional<Mirror> mirrorOf(Way way) {
    if (!way.ring().equals(ReaderName.SHARDS)) {
      return Optional.empty();
    }
    ReaderName name = new ReaderName(ReaderName.MIRRORS, way.shard());
    Optional<ReaderNow> reader = of(name);
    String address = addresses.get(name.toString());
    return address == null && reader.isEmpty()
        ? Optional.empty()
        : Optional.of(new Mirror(address == null ? "" : address, reader));
  }
}
