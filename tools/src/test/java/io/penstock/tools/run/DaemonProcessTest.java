package io.penstock.tools.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.daemon.ProgramException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes behind the supervisor, with a shell script for a launcher. */
@Timeout(60)
class DaemonProcessTest {
  @TempDir Path folder;

  @AfterEach
  void forgetTheLauncher() {
    System.clearProperty("penstock.launcher");
  }

  private void launcher(String script) throws IOException {
    Path launcher = folder.resolve("launcher");
    Files.writeString(launcher, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.setProperty("penstock.launcher", launcher.toString());
  }

  private static int ended(Child child) throws InterruptedException {
    OptionalInt exitCode = child.exitCode();
    while (exitCode.isEmpty()) {
      Thread.onSpinWait();
      exitCode = child.exitCode();
    }
    return exitCode.getAsInt();
  }

  @Test
  void childEndsWhenItsInputIsClosed() throws Exception {
    launcher("cat >/dev/null; exit 7");
    Child child = DaemonProcess.starter("ingest", List.of(), Redirect.DISCARD).start();
    assertFalse(child.exitCode().isPresent());
    child.closeInput();
    assertEquals(7, ended(child));
  }

  @Test
  void launcherGetsRoleArgumentsAndTheWishToEndWithItsInput() throws Exception {
    Path got = folder.resolve("got");
    launcher("echo \"$PENSTOCK_BUILT $*\" >" + got);
    ended(DaemonProcess.starter("worker", List.of("--shards", "all"), Redirect.DISCARD).start());
    assertEquals("1 worker --shards all --until-stdin-closes\n", Files.readString(got));
  }

  @Test
  void interruptOfTheTerminalDoesNotReachAChildOfTheLauncher() throws Exception {
    launcher("[ \"$PENSTOCK_IGNORE_INTERRUPT\" = 1 ] && trap '' INT; kill -INT $$; exit 9");
    assertEquals(9, ended(DaemonProcess.starter("ingest", List.of(), Redirect.DISCARD).start()));
  }

  @Test
  void killedChildSaysSo() throws Exception {
    launcher("cat >/dev/null");
    Child child = DaemonProcess.starter("ingest", List.of(), Redirect.DISCARD).start();
    child.kill();
    assertEquals("exit code 137 (signal 9; Out of memory, or killed)", ExitWords.of(ended(child)));
  }

  @Test
  void withoutALauncherTheUserIsToldToUseIt() {
    assertThrows(
        ProgramException.class, () -> DaemonProcess.starter("ingest", List.of(), Redirect.DISCARD));
  }
}
