package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.daemon.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The units as files, judged by systemd's own tools; it need not run. */
@Timeout(420)
class UnitsTest {
  private static final Path UNITS = Penstock.ROOT.resolve("scripts/systemd");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");
  private static final double EXPOSURE_MAX = 1.2;

  @TempDir private Path folder;

  @BeforeAll
  static void needsSystemd() {
    boolean isThere = Files.isExecutable(ANALYZE);
    if (!isThere) {
      System.out.println("skipped: there is no systemd-analyze (Debian package systemd)");
    }
    assumeTrue(isThere, "there is no systemd-analyze");
  }

  /** Copies, with the launcher of this tree in place of the installed one. */
  @BeforeEach
  void copyUnits() throws IOException {
    for (Path unit : units()) {
      String name = unit.getFileName().toString().replace("@.", "@0-3.");
      Files.writeString(
          folder.resolve(name),
          Files.readString(unit)
              .replace("/usr/bin/penstock", Penstock.ROOT.resolve("scripts/penstock").toString()));
    }
  }

  private static List<Path> units() throws IOException {
    try (Stream<Path> files = Files.list(UNITS)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String analyze(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(ANALYZE.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return "exit code " + process.exitValue() + "\n" + said;
  }

  @Test
  void systemdFindsNothingToSayAboutThem() throws Exception {
    for (Path unit : units()) {
      String name = unit.getFileName().toString().replace("@.", "@0-3.");
      assertEquals("exit code 0\n", analyze("verify", "--man=no", "./" + name), name);
    }
  }

  @Test
  void eachServiceIsExposedNoMoreThanAgreed() throws Exception {
    List<Path> services = units().stream().filter(u -> u.toString().endsWith(".service")).toList();
    assertEquals(3, services.size());
    for (Path service : services) {
      String said = analyze("security", "--offline=yes", "--no-pager", service.toString());
      Matcher exposure = EXPOSURE.matcher(said);
      assertTrue(exposure.find(), said);
      System.out.println(service.getFileName() + ": exposure " + exposure.group(1));
      assertTrue(Double.parseDouble(exposure.group(1)) <= EXPOSURE_MAX, said);
    }
  }

  @Test
  void theCodeThatNoRestartHelpsIsTheOneOfWrongConfiguration() throws Exception {
    for (String name :
        List.of(
            "penstock-ingest.service", "penstock-worker@.service", "penstock-console.service")) {
      String unit = Files.readString(UNITS.resolve(name));
      assertTrue(unit.contains("\nRestartPreventExitStatus=" + ExitCode.USAGE.code() + "\n"), unit);
      assertFalse(unit.contains("MemoryDenyWriteExecute=yes"), "the JVM compiles at run time");
      assertTrue(unit.contains("-c /etc/penstock/config.ini"), unit);
    }
  }
}
