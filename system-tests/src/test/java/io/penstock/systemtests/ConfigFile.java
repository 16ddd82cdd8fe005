package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A {@code config.ini} in the making: keys as {@code key} or {@code section.key}. */
final class ConfigFile {
  private final Path file;
  private final Map<String, String> settings = new TreeMap<>();

  ConfigFile(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  void set(String key, String value) {
    settings.put(key, value);
  }

  /** The number of shards that it names. */
  int shards() {
    return settings.get("destinations").split(" ").length;
  }

  /** Writes the file as it is set now. */
  Path write() {
    Map<String, StringBuilder> sections = new TreeMap<>(); // what has no section comes first
    settings.forEach(
        (key, value) -> {
          int dot = key.lastIndexOf('.');
          sections
              .computeIfAbsent(key.substring(0, Math.max(0, dot)), name -> new StringBuilder())
              .append(key.substring(dot + 1) + " = " + value + "\n");
        });
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, lines) ->
            text.append(section.isEmpty() ? "" : "[" + section + "]\n").append(lines));
    return write(text.toString());
  }

  /** Writes text of the test's own making instead. */
  Path write(String text) {
    try {
      return Files.write(file, text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
