package io.penstock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** scripts/penstock, installed in a folder of its own beside a JDK that only says what it gets. */
@Timeout(60)
class LauncherTest {
  @TempDir Path folder;
  private Path launcher;
  private Path jdk;

  @BeforeEach
  void install() throws IOException {
    Path home = Files.createDirectories(folder.resolve("installed here"));
    launcher = Files.createDirectories(home.resolve("scripts")).resolve("penstock");
    Files.copy(Path.of("..", "scripts", "penstock"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String program : List.of("ingest", "worker", "tools")) {
      Files.createFile(lib.resolve("penstock-" + program + ".jar"));
    }
    jdk = jdk("jdk", "25.0.3");
  }

  private Path jdk(String name, String version) throws IOException {
    Path made = folder.resolve(name);
    Path java = Files.createDirectories(made.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho " + name + "\npwd\numask\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        made.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return made;
  }

  /** What the JDK was started with: name, working directory, umask, arguments. */
  private List<String> launch(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("PENSTOCK_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    process.waitFor();
    return lines;
  }

  @Test
  void toolRunsWhereTheUserStands() throws Exception {
    List<String> java = launch(Map.of(), launcher.toString(), "config", "--set", "a=b c");
    assertEquals(folder.toRealPath().toString(), java.get(1));
    int jar = java.indexOf("-jar");
    assertEquals(
        List.of(
            launcher.getParent().getParent() + "/lib/penstock-tools.jar",
            "config",
            "--set",
            "a=b c"),
        java.subList(jar + 1, java.size()));
  }

  @Test
  void daemonRunsInTheRootWithItsOwnJarAndRemembersWhereTheUserStands() throws Exception {
    List<String> java = launch(Map.of(), launcher.toString(), "ingest", "-c", "config.ini");
    assertEquals("/", java.get(1));
    assertEquals("0027", java.get(2));
    assertTrue(java.contains("-Dpenstock.directory=" + folder.toRealPath()));
    int jar = java.indexOf("-jar");
    assertEquals(
        List.of(launcher.getParent().getParent() + "/lib/penstock-ingest.jar", "-c", "config.ini"),
        java.subList(jar + 1, java.size()));
  }

  @Test
  void symbolicLinkToTheLauncherWorks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("penstock"), launcher);
    List<String> java = launch(Map.of(), link.toString(), "worker");
    assertTrue(java.getLast().endsWith("installed here/lib/penstock-worker.jar"), java.getLast());
  }

  @Test
  void javaOptionsOfTheUserComeAfterOurs() throws Exception {
    List<String> java =
        launch(Map.of("PENSTOCK_JAVA_OPTS", "-Xmx1g -Da=b"), launcher.toString(), "ingest");
    assertTrue(java.indexOf("-Xmx1g") > java.indexOf("-Xmx64m"));
    assertTrue(java.contains("-Da=b"));
  }

  /** Java's own exit says 3, which is a lock that another holds: nothing would start it again. */
  @Test
  void whatRunsOutOfMemoryDoesNotEndAsIfALockWereHeld() throws Exception {
    for (String program : List.of("ingest", "worker", "status")) {
      List<String> java = launch(Map.of(), launcher.toString(), program);
      assertTrue(java.contains("-XX:OnOutOfMemoryError=kill -9 %p"), java::toString);
      assertFalse(java.toString().contains("ExitOnOutOfMemoryError"), java::toString);
    }
  }

  @Test
  void withoutALocaleFilesMayHaveAnyNameAndOutputStaysAscii() throws Exception {
    Files.writeString(
        jdk.resolve("bin/java"), "#!/bin/sh\necho \"$LC_ALL $LC_CTYPE\"\nprintf '%s\\n' \"$@\"\n");
    for (String locale : List.of("C", "POSIX")) {
      List<String> java = launch(Map.of("LC_ALL", locale), launcher.toString(), "status");
      assertEquals("C.UTF-8", java.getFirst().split(" ")[0]);
      assertTrue(java.contains("-Dstdout.encoding=US-ASCII"), java::toString);
    }
    List<String> none =
        launch(Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""), launcher.toString(), "status");
    assertEquals(" C.UTF-8", none.getFirst());
    List<String> java = launch(Map.of("LC_ALL", "C.UTF-8"), launcher.toString(), "status");
    assertEquals("C.UTF-8", java.getFirst().split(" ")[0]);
    assertFalse(java.toString().contains("stdout.encoding"), java::toString);
  }

  @Test
  void aCacheWhosePathJavaTakesForSeveralIsLeftAlone() throws Exception {
    for (String name : List.of("with:colon", "with blank", "with%percent")) {
      Path home = Files.move(launcher.getParent().getParent(), folder.resolve(name));
      launcher = home.resolve("scripts/penstock");
      Files.writeString(home.resolve("penstock-tools.aot"), "");
      List<String> java = launch(Map.of(), launcher.toString(), "status");
      assertEquals(!name.contains(":"), java.toString().contains("-XX:AOTCache="), java::toString);
      assertTrue(java.contains(home + "/lib/penstock-tools.jar"), java::toString);
    }
  }

  @Test
  void olderJavaHomeIsPassedOverForANewerOneOnThePath() throws Exception {
    Path old = jdk("old", "17.0.15");
    Map<String, String> environment =
        Map.of("JAVA_HOME", old.toString(), "PATH", jdk + "/bin:" + System.getenv("PATH"));
    assertEquals("jdk", launch(environment, launcher.toString(), "config").getFirst());
  }

  @Test
  void missingJarIsNamed() throws Exception {
    Path jar = folder.resolve("installed here/lib/penstock-worker.jar");
    Files.delete(jar);
    assertEquals(
        List.of("penstock: " + jar + " is missing; install again"),
        launch(Map.of(), launcher.toString(), "worker"));
  }

  @Test
  void startUpCacheIsUsedWhenThereIsOneAndTheUserHasNoneOfHisOwn() throws Exception {
    Path cache = folder.resolve("installed here/penstock-worker.aot");
    assertFalse(launch(Map.of(), launcher.toString(), "worker").toString().contains("AOTCache"));
    Files.createFile(cache);
    assertTrue(launch(Map.of(), launcher.toString(), "worker").toString().contains("AOTCache"));
    Map<String, String> own = Map.of("PENSTOCK_JAVA_OPTS", "-Xshare:off");
    assertFalse(launch(own, launcher.toString(), "worker").toString().contains("AOTCache"));
  }

  /** Java would take classes of the old jar from it. */
  @Test
  void startUpCacheThatIsOlderThanAnyJarIsLeftAlone() throws Exception {
    Path cache = Files.createFile(folder.resolve("installed here/penstock-worker.aot"));
    Path jar = Files.createFile(folder.resolve("installed here/lib/penstock-common-0.1.0.jar"));
    Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertFalse(launch(Map.of(), launcher.toString(), "worker").toString().contains("AOTCache"));
    Files.setLastModifiedTime(cache, FileTime.fromMillis(System.currentTimeMillis() + 90_000));
    assertTrue(launch(Map.of(), launcher.toString(), "worker").toString().contains("AOTCache"));
  }

  @Test
  void warmUpThatDoesNotWorkOutLeavesNothingBehind() throws Exception {
    Path home = folder.resolve("installed here");
    assertEquals(List.of(), launch(Map.of(), launcher.toString(), "--warm-up"));
    try (Stream<Path> left = Files.list(home)) {
      assertEquals(
          List.of("lib", "scripts"), left.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }
}
