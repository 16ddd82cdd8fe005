package io.penstock.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Which boot of the host this is: what lives in the kernel, such as a socket's identity, means
 * something until the next. See random(4), {@code boot_id}.
 */
final class BootId {
  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /** 64 bits of it, never the same for two boots; 0 when the system does not say. */
  static long now() {
    try {
      UUID id = UUID.fromString(Files.readString(FILE).strip());
      return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
