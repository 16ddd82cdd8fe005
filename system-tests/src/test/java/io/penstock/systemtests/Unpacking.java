package io.penstock.systemtests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a test needs of Debian's packages, unpacked into a folder and installed nowhere. */
final class Unpacking {
  private static final int SECONDS_MAX = 120;

  private Unpacking() {}

  /** Runs a step in the folder; what a command that failed had to say, empty when it did not. */
  static String run(Path folder, String... command) throws IOException {
    Files.createDirectories(folder);
    File log = folder.resolve("install.log").toFile();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      if (process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return "";
      }
      process.destroyForcibly();
      return String.join(" ", command) + ": " + Files.readString(log.toPath());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      return command[0] + " is not there: " + e.getMessage();
    }
  }
}
