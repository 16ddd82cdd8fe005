package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A systemd as process 1 of namespaces of its own, with Penstock's units installed as by the
 * package; {@code boot-units.sh} says how. The network is the host's, so that tests can send.
 */
final class Boot implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/test/resources/boot-units.sh");
  private static final Duration BOOTED_MAX = Duration.ofSeconds(60);
  private static final int CANNOT = 77;

  private final Path work;
  private final Process unshare;
  private long pid;

  private Boot(Path work, Process unshare) {
    this.work = work;
    this.unshare = unshare;
  }

  /** Puts a file under /etc before the boot. */
  static void write(Path work, String path, String... lines) throws IOException {
    Path file = work.resolve("etc").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** Boots, or skips the test and says why it cannot be done here. */
  static Boot up(Path work) throws Exception {
    skipUnless("root".equals(System.getProperty("user.name")), "it takes root");
    for (String program : List.of("/lib/systemd/systemd", "/usr/bin/unshare", "/usr/bin/nsenter")) {
      skipUnless(Files.isExecutable(Path.of(program)), "there is no " + program);
    }
    skipUnless(
        !System.getProperty("java.home").startsWith("/home")
            && !System.getProperty("java.home").startsWith("/root"),
        "services see no home directories, where this JDK lies");
    Files.writeString(work.resolve("name"), Long.toString(ProcessHandle.current().pid()));
    Process unshare =
        new ProcessBuilder(
                "unshare",
                "--fork",
                "--kill-child",
                "--pid",
                "--mount",
                "--uts",
                "--ipc",
                "bash",
                SCRIPT.toAbsolutePath().toString(),
                Penstock.ROOT.toString(),
                work.toString(),
                System.getProperty("java.home"))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    Boot boot = new Boot(work, unshare);
    try {
      boot.awaitUp();
      return boot;
    } catch (Exception | AssertionError e) {
      boot.close();
      throw e;
    }
  }

  private static void skipUnless(boolean holds, String why) {
    if (!holds) {
      System.out.println("skipped: no systemd can be booted here: " + why);
    }
    assumeTrue(holds, why);
  }

  private void awaitUp() throws Exception {
    await("systemd is up").atMost(BOOTED_MAX).until(() -> !unshare.isAlive() || isRunning());
    String log = Files.readString(work.resolve("log"));
    skipUnless(unshare.isAlive() || unshare.exitValue() != CANNOT, log.strip());
    assertEquals(true, unshare.isAlive(), log);
  }

  private boolean isRunning() throws Exception {
    pid = unshare.children().mapToLong(ProcessHandle::pid).findFirst().orElse(0);
    return pid != 0 && run("systemctl", "is-system-running").out().strip().equals("running");
  }

  /** Runs a command inside, as root. */
  Exit run(String... command) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("nsenter", "-t", Long.toString(pid), "--mount", "--pid", "--uts", "--ipc"));
    words.addAll(List.of(command));
    Path err = Files.createTempFile(work, "run", ".err");
    long beganNs = System.nanoTime();
    Process process =
        new ProcessBuilder(words)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes());
    process.waitFor(60, TimeUnit.SECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
    String said = Files.readString(err);
    Files.delete(err);
    return new Exit(process.exitValue(), took, out, said);
  }

  /** Runs systemctl inside; it must do what it is asked to. */
  void systemctl(String... words) throws Exception {
    Exit exit = run(Stream.concat(Stream.of("systemctl"), Stream.of(words)).toArray(String[]::new));
    assertEquals(0, exit.code(), () -> exit.text() + journal());
  }

  /** One property of a unit. */
  String show(String unit, String property) throws Exception {
    return run("systemctl", "show", "--value", "-p", property, unit).out().strip();
  }

  /** Replaces a file inside. */
  void replace(String path, String... lines) throws Exception {
    Path file = Path.of("/proc", Long.toString(pid), "root", path);
    Path draft = work.resolve("draft");
    Files.writeString(draft, String.join("\n", lines) + "\n");
    Files.createDirectories(file.getParent());
    Files.copy(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A folder inside, seen from here. */
  Path inside(String path) {
    return Path.of("/proc", Long.toString(pid), "root", path);
  }

  /** What the units have said, for messages. */
  String journal() {
    try {
      return "\n" + run("journalctl", "--no-pager", "-n", "60", "-o", "short-monotonic").out();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    unshare.destroyForcibly().onExit().join();
    removeCgroup();
  }

  /** Its processes are gone, or about to be. */
  private void removeCgroup() throws IOException {
    Path file = work.resolve("cgroup");
    if (!Files.exists(file)) {
      return;
    }
    Path group = Path.of(Files.readString(file).strip());
    await("the cgroup is empty")
        .atMost(BOOTED_MAX)
        .until(
            () -> {
              try (Stream<Path> folders = Files.walk(group)) {
                for (Path folder :
                    folders.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                  folder.toFile().delete();
                }
              }
              return !Files.exists(group);
            });
  }
}
