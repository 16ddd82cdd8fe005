package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The start-up caches that a user's processes have: made once, for the jars that Maven has just
 * built, so that what is tested is what is run, and starts in half the time.
 */
final class StartUpCaches {
  private static final Path LIB = Penstock.ROOT.resolve("target/dist/lib");
  private static final List<String> PROGRAMS = List.of("ingest", "worker", "tools");
  private static final int MAKING_SECONDS_MAX = 600;

  private static boolean isMade;

  private StartUpCaches() {}

  /** Makes them unless they are newer than every jar. */
  static synchronized void makeOnce() throws IOException, InterruptedException {
    if (isMade) {
      return;
    }
    try (Turn _ = Turn.toPrepare()) {
      if (!areNewerThanAllJars()) {
        make();
      }
    }
    isMade = true;
  }

  private static void make() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Penstock.LAUNCHER.toString(), "--warm-up")
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true);
    builder.environment().putAll(Penstock.ENVIRONMENT);
    Process process = builder.start();
    if (!process.waitFor(MAKING_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.waitFor(), "the start-up caches cannot be made");
  }

  private static boolean areNewerThanAllJars() throws IOException {
    long oldest = Long.MAX_VALUE;
    for (String program : PROGRAMS) {
      Path cache = LIB.resolveSibling("penstock-" + program + ".aot");
      if (!Files.exists(cache)) {
        return false;
      }
      oldest = Math.min(oldest, Files.getLastModifiedTime(cache).toMillis());
    }
    try (Stream<Path> jars = Files.list(LIB)) {
      for (Path jar : jars.toList()) {
        if (Files.getLastModifiedTime(jar).toMillis() > oldest) {
          return false;
        }
      }
    }
    return true;
  }
}
