package io.penstock.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a configuration is made from; nothing else is read.
 *
 * @param base folder that relative paths of the command line and the environment begin at
 * @param file the file that was named; empty when none was, then {@code config.ini} in base
 * @param environment the environment variables
 * @param flags what the command line gave
 */
record Sources(Path base, Optional<Path> file, Map<String, String> environment, List<Entry> flags) {

  /** The file to read, as it was named. */
  Path shownFile() {
    return file.orElse(Path.of("config.ini"));
  }

  /** The file to read, absolute. */
  Path absoluteFile() {
    return base.resolve(shownFile()).toAbsolutePath().normalize();
  }
}
