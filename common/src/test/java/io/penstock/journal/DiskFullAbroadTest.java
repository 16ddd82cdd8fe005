package io.penstock.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.os.ExclusiveLock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is one in every language: {@link DiskFullTest} in a process that speaks German. */
class DiskFullAbroadTest {
  private static final String LOCALE = "de_DE.UTF-8";

  @TempDir Path directory;

  @Test
  void aFullDiskIsToldInAnotherLanguage() throws Exception {
    assumeThat(isRoot(), "a tmpfs cannot be mounted here");
    assumeThat(isLocaleMade(), "there is no localedef, or no German for it to make");
    Path output = directory.resolve("output");
    Process child =
        ChildJvm.start(
            output,
            Map.of("LOCPATH", directory.toString(), "LC_ALL", LOCALE),
            AllOfIt.class,
            directory.toString());
    assertTrue(child.waitFor(3, TimeUnit.MINUTES), "it has ended");
    String said = Files.readString(output);
    assertEquals(0, child.exitValue(), said);
    assumeThat(said.contains("Datei oder Verzeichnis"), "the C library has no German here");
    assertTrue(said.contains(" tests, in German"), said);
  }

  private static void assumeThat(boolean holds, String otherwise) {
    if (!holds) {
      System.out.println("DiskFullAbroadTest is skipped: " + otherwise);
    }
    assumeTrue(holds, otherwise);
  }

  private static boolean isRoot() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private boolean isLocaleMade() throws InterruptedException {
    try {
      return new ProcessBuilder(
                  "localedef", "-i", "de_DE", "-f", "UTF-8", directory.resolve(LOCALE).toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("localedef").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException none) {
      return false;
    }
  }

  /** Runs the tests one by one, in whatever language the environment asks for. */
  static final class AllOfIt {
    public static void main(String[] words) throws Exception {
      try {
        ExclusiveLock.tryLock(Path.of("/nowhere/at/all"));
      } catch (IOException e) {
        System.out.println(e.getMessage()); // in the words of the C library
      }
      int tests = 0;
      for (Method method : DiskFullTest.class.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          DiskFullTest test = new DiskFullTest();
          test.directory = Files.createDirectory(Path.of(words[0], method.getName()));
          test.mount();
          try {
            method.setAccessible(true);
            method.invoke(test);
          } finally {
            test.unmount();
          }
          tests++;
        }
      }
      System.out.println(tests + " tests, in German");
      System.exit(0);
    }
  }
}
