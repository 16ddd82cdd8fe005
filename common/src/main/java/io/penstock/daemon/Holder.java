package io.penstock.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who holds a lock, as a note in a file beside it. The note is for people; the lock alone decides,
 * and a note may outlive its writer.
 *
 * @param pid process id, in its own pid namespace
 * @param host name of the host, in a container that of the container
 * @param since when the lock was taken
 * @param command what was run
 */
public record Holder(long pid, String host, Instant since, String command) {
  private static final List<Path> HOST_NAMES =
      List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/etc/hostname"));

  /** This process, from now on. */
  public static Holder thisProcess(String command) {
    return new Holder(
        ProcessHandle.current().pid(),
        hostName(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        command);
  }

  private static String hostName() {
    for (Path file : HOST_NAMES) {
      try {
        return Files.readString(file).strip();
      } catch (IOException hidden) {
        // a service may see no more of /proc than processes
      }
    }
    return "unknown";
  }

  /** Writes the note whole, or not at all. Call it with the lock held. */
  public void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        draft,
        "pid = %d\nhost = %s\nsince = %s\ncommand = %s\n"
            .formatted(pid, host, since, command.replace('\n', ' ')));
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads a note; empty when there is none or it is no note of ours. */
  public static Optional<Holder> read(Path file) {
    try {
      Map<String, String> fields = new HashMap<>();
      for (String line : Files.readAllLines(file)) {
        String[] field = line.split(" = ", 2);
        fields.put(field[0], field.length > 1 ? field[1] : "");
      }
      return Optional.of(
          new Holder(
              Long.parseLong(fields.getOrDefault("pid", "")),
              fields.getOrDefault("host", "unknown"),
              Instant.parse(fields.getOrDefault("since", "")),
              fields.getOrDefault("command", "")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /** The note in words: {@code process 4711 on web1 since 2026-01-01T00:00:00Z (ingest)}. */
  public String description() {
    return "process " + pid + " on " + host + " since " + since + " (" + command + ")";
  }
}
