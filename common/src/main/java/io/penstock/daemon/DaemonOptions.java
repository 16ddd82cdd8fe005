package io.penstock.daemon;

import io.penstock.crash.CrashPoint;
import io.penstock.os.HostProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The flags that every daemon shares beside the configuration, as a picocli mixin. */
public final class DaemonOptions {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonOptions.class);

  private static final int UMASK = 0027; // octal

  @Option(
      names = "--until-stdin-closes",
      description = "End when standard input ends, as it does when the parent process dies.")
  private boolean untilStdinCloses;

  /** Takes one of these flags where picocli is not asked; false when it is none of them. */
  public boolean take(String flag) {
    boolean isOurs = !untilStdinCloses && flag.equals("--until-stdin-closes");
    untilStdinCloses |= isOurs;
    return isOurs;
  }

  /**
   * Makes the process a daemon: only its user and group may see what it writes, and from now on it
   * obeys every request to stop. Call it once, before anything is opened.
   */
  public StopSignal begin() {
    HostProcess.umask(UMASK);
    warnOfCrashPoint();
    StopSignal stop = StopSignal.install();
    return untilStdinCloses ? stop.untilStdinCloses() : stop;
  }

  private static void warnOfCrashPoint() {
    try {
      CrashPoint.armed()
          .ifPresent(
              point ->
                  LOG.warn(
                      "crash point {} is armed: this process is going to {} there; {}",
                      point.label(),
                      CrashPoint.verb(),
                      point.help()));
    } catch (IllegalArgumentException e) {
      throw new ProgramException(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
