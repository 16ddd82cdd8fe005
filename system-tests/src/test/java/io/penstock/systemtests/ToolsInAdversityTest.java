package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is wrong, a tool says so in a sentence: never a stack trace, never a hang. */
@ExtendWith(PenstockExtension.class)
@Timeout(600)
class ToolsInAdversityTest {
  private static final int NOBODY = 65_534;

  private static void beginWithABacklog(Penstock penstock) throws Exception {
    penstock.destinations(List.of(Loopback.fresh(), Loopback.fresh()));
    penstock.start();
    penstock.awaitReceived(Traffic.send(Offered.to(penstock).datagrams(2_000)).datagrams());
    penstock.worker().sigterm();
    penstock.ingest().sigterm();
  }

  private static void assertSpeaksPlainly(Object what, Exit exit) {
    assertFalse(ReadingTools.hasTrace(exit), () -> what + "\n" + exit.text());
    // A dump of what is empty is empty.
    assertFalse(
        exit.text().isBlank() && exit.code() != 0,
        () -> what + " said nothing, exit " + exit.code());
    // 4 is a journal that cannot be read, 6 of dump a range that has gaps.
    assertTrue(Set.of(0, 1, 2, 3, 4, 6).contains(exit.code()), () -> what + "\n" + exit.code());
  }

  @Test
  void damagedFilesAreSpokenOfAndNeverATrace(Penstock penstock) throws Exception {
    injureAndLook(penstock, 12);
  }

  @Test
  @Tag("long")
  @Timeout(600)
  void filesDamagedInManyWaysAreSpokenOfAndNeverATrace(Penstock penstock) throws Exception {
    injureAndLook(penstock, 100);
  }

  private static void injureAndLook(Penstock penstock, int injuries) throws Exception {
    beginWithABacklog(penstock);
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Path, byte[]> sound = files(penstock.data());
    List<Path> files = List.copyOf(sound.keySet());
    for (int i = 0; i < injuries; i++) {
      Path file = files.get(i % files.size());
      injure(file, random);
      for (List<String> command : ReadingTools.all()) {
        if (!command.getFirst().equals("doctor") || i % 20 == 0) { // it waits for destinations
          Exit exit = ReadingTools.run(command, penstock.data());
          assertSpeaksPlainly(command + ", seed " + seed + ", " + file, exit);
        }
      }
      Files.write(file, sound.get(file));
    }
    Balance.assertZero(penstock);
  }

  /** Of a journal's file only what is written: the rest is zeros, and long. */
  private static Map<Path, byte[]> files(Path data) throws IOException {
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(data)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".lock") && !file.toString().endsWith(".precreated")) {
          files.put(file, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static void injure(Path file, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long end = Math.min(bytes.length(), 200_000);
      switch (random.nextInt(4)) {
        case 0 -> bytes.setLength(random.nextLong(end + 1)); // cut
        case 1 -> { // a stretch of zeros
          bytes.seek(random.nextLong(end));
          bytes.write(new byte[random.nextInt(1, 5_000)]);
        }
        case 2 -> { // a stretch of noise
          byte[] noise = new byte[random.nextInt(1, 500)];
          random.nextBytes(noise);
          bytes.seek(random.nextLong(end));
          bytes.write(noise);
        }
        default -> { // the beginning
          bytes.seek(random.nextInt(64));
          bytes.write(random.nextInt(256));
        }
      }
    }
  }

  @Test
  void missingDataDirectoryIsSaidInASentence(Penstock penstock) throws Exception {
    penstock.destinations(List.of(Loopback.fresh()));
    penstock.config().write();
    for (List<String> command : ReadingTools.all()) {
      Exit exit = ReadingTools.run(command, penstock.home().resolve("none"));
      assertSpeaksPlainly(command, exit);
      if (!command.getFirst().equals("explain")) {
        assertTrue(exit.code() != 0, () -> command + " found nothing and was content");
      }
    }
  }

  @Test
  void readerThatGoesAwayEndsAToolQuietly(Penstock penstock) throws Exception {
    beginWithABacklog(penstock);
    String launcher = Penstock.ROOT.resolve("scripts/penstock").toString();
    for (String command : List.of("status", "status --json", "dump")) {
      Exit exit =
          shell(
              penstock,
              "("
                  + launcher
                  + " "
                  + command
                  + " --data-dir "
                  + penstock.data()
                  + "; echo exit $? >&2) | head -c 1 >/dev/null");
      assertFalse(ReadingTools.hasTrace(exit), exit::text);
      assertTrue(exit.err().matches("(?s).*exit (0|1|141)\\n"), exit::text);
    }
  }

  @Test
  @Tag("long")
  void narrowTerminalIsNotBroken(Penstock penstock) throws Exception {
    assumeTrue(isThere("script"), "skipped: there is no script(1) to make a terminal");
    beginWithABacklog(penstock);
    for (int columns : new int[] {40, 80, 120, 200}) {
      for (String command : List.of("status", "doctor")) {
        Exit exit =
            shell(
                penstock,
                "TERM=xterm script -qec 'stty cols %d rows 40; %s %s -c %s' /dev/null"
                    .formatted(
                        columns,
                        Penstock.ROOT.resolve("scripts/penstock"),
                        command,
                        penstock.config().file()));
        assertFalse(ReadingTools.hasTrace(exit), exit::text);
        List<String> lines =
            exit.out()
                .lines()
                .map(line -> line.replaceAll("\u001b\\[[\\d;?]*[a-zA-Z]", ""))
                .toList();
        assertTrue(lines.size() > 5, exit::text);
        assertTrue(
            lines.stream().allMatch(line -> line.stripTrailing().length() <= columns),
            () -> columns + " columns\n" + exit.text());
      }
    }
    Exit noColour =
        shell(
            penstock,
            "NO_COLOR=1 TERM=xterm script -qec '%s status -c %s' /dev/null"
                .formatted(Penstock.ROOT.resolve("scripts/penstock"), penstock.config().file()));
    assertFalse(noColour.out().contains("\u001b["), noColour::text);
  }

  @Test
  @Tag("long")
  void anotherUserSeesWhatTheGroupMaySeeAndIsToldWhatNot(Penstock penstock) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root can be another");
    assumeTrue(isThere("setpriv"), "skipped: there is no setpriv(1)");
    assumeTrue(
        isOpenToAll(penstock.home()), "skipped: others may not look into the build's folder");
    beginWithABacklog(penstock);
    int group = (int) Files.getAttribute(penstock.data(), "unix:gid");
    for (List<String> command : oneWayEach()) {
      Exit member = as(penstock, group, command);
      assertSpeaksPlainly(command + " of the group", member);
      assertFalse(member.text().contains("permission denied"), member::text);
      Exit stranger = as(penstock, NOBODY, command);
      assertSpeaksPlainly(command + " of nobody", stranger);
      if (!command.getFirst().equals("explain")) {
        assertTrue(stranger.code() != 0, () -> command + "\n" + stranger.text());
      }
    }
    assertEquals(0, as(penstock, group, List.of("status")).code());
  }

  /** Each command once: processes take their time. */
  private static List<List<String>> oneWayEach() {
    Map<String, List<String>> ways = new TreeMap<>();
    ReadingTools.all().forEach(command -> ways.putIfAbsent(command.getFirst(), command));
    return List.copyOf(ways.values());
  }

  private static Exit as(Penstock penstock, int group, List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + group, "--clear-groups"));
    words.add(Penstock.ROOT.resolve("scripts/penstock").toString());
    words.addAll(command);
    words.addAll(
        List.of("--data-dir", penstock.data().toString(), "-d", "127.0.0.1:9 127.0.0.1:10"));
    return penstock.launchAsIs("other-" + command.getFirst(), words).awaitEnd();
  }

  private static boolean isOpenToAll(Path folder) throws IOException {
    for (Path part = folder.getParent(); part != null; part = part.getParent()) {
      if (!Files.getPosixFilePermissions(part).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    Files.setPosixFilePermissions(
        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    return true;
  }

  private static Exit shell(Penstock penstock, String script) {
    return penstock.launchAsIs("shell", List.of("bash", "-c", script)).awaitEnd();
  }

  private static boolean isThere(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
