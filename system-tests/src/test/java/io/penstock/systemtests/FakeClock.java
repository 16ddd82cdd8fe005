package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A wall clock that a test sets while processes run by it; their monotonic clock stays what it is.
 *
 * <p>By libfaketime, from Debian, unpacked once under {@code target/}: between a process and its C
 * library, so nothing in our code knows of it.
 */
final class FakeClock {
  private static final Path FOLDER = Path.of("target/faketime").toAbsolutePath();
  private static final String LIBRARY = "libfaketimeMT.so.1";

  private final Path library;
  private final Path offset;

  private FakeClock(Path library, Path offset) {
    this.library = library;
    this.offset = offset;
  }

  /** Gets the library; says why when that is not possible, returns null when it is there. */
  static String install() throws IOException {
    try (Turn _ = Turn.toPrepare()) {
      return installed();
    }
  }

  private static String installed() throws IOException {
    if (library() != null) {
      return null;
    }
    String trouble = Unpacking.run(FOLDER, "apt-get", "download", "-qq", "libfaketime");
    if (trouble.isEmpty()) {
      trouble = Unpacking.run(FOLDER, "sh", "-c", "dpkg -x libfaketime_*.deb .");
    }
    if (trouble.isEmpty()) {
      return library() == null ? LIBRARY + " is not in the package" : null;
    }
    return trouble;
  }

  private static Path library() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return null;
    }
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.endsWith(LIBRARY)).findFirst().orElse(null);
    }
  }

  /** A clock that is right, until it is set. */
  static FakeClock begin(Path home) throws IOException {
    FakeClock clock = new FakeClock(library(), home.resolve("clock"));
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Sets the clock to what it really is and so much more, or less. */
  void set(Duration ahead) throws IOException {
    Path draft = offset.resolveSibling("clock.new");
    Files.write(draft, "%+d%n".formatted(ahead.toSeconds()).getBytes(UTF_8));
    Files.move(draft, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What to put before a command that is to run by this clock. */
  List<String> wrapper() {
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + offset,
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "FAKETIME_NO_CACHE=1");
  }
}
