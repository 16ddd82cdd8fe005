package io.penstock.tools.run;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** One daemon and its life over all its restarts. Belongs to the supervisor's thread. */
final class Daemon {
  private final String name;
  private final ChildStarter starter;
  private final Consumer<String> say;
  private final RestartPolicy policy = new RestartPolicy();

  private Child child;
  private long startedNs;
  private long startAtNs = Long.MIN_VALUE;
  private int fatalCode;
  private boolean isToHangUp;

  Daemon(String name, ChildStarter starter, Consumer<String> say) {
    this.name = name;
    this.starter = starter;
    this.say = say;
  }

  /** Starts it when it is due, notices when it has ended. */
  int doWork(long nowNs) {
    if (child != null) {
      OptionalInt ended = child.exitCode();
      if (ended.isEmpty()) {
        return passHangUpOn() ? 1 : 0;
      }
      child = null;
      onEnd(ended.getAsInt(), nowNs);
      return 1;
    }
    boolean due = startAtNs == Long.MIN_VALUE || nowNs - startAtNs >= 0;
    if (fatalCode == 0 && due) {
      start(nowNs);
      return 1;
    }
    return 0;
  }

  /** Has it read its configuration again, if it runs, as soon as it can be told. */
  void hangUp() {
    isToHangUp = running() != null;
    passHangUpOn();
  }

  private boolean passHangUpOn() {
    boolean isPassedOn = isToHangUp && child != null && child.hangUp();
    isToHangUp &= !isPassedOn;
    return isPassedOn;
  }

  private void start(long nowNs) {
    isToHangUp = false; // it reads the newest
    startedNs = nowNs;
    try {
      child = starter.start();
    } catch (IOException e) {
      again("cannot be started (" + e.getMessage() + ")", nowNs);
    }
  }

  private void onEnd(int exitCode, long nowNs) {
    String how = "ended with " + ExitWords.of(exitCode);
    if (RestartPolicy.canHelp(exitCode)) {
      again(how, nowNs);
    } else {
      fatalCode = exitCode;
      say.accept(name + " " + how + "; starting it again cannot help");
    }
  }

  private void again(String what, long nowNs) {
    long pauseNs = policy.pauseNs(nowNs - startedNs);
    startAtNs = nowNs + pauseNs;
    say.accept(
        name + " " + what + "; it is started again in " + pauseNs / 100_000_000 / 10.0 + " s");
  }

  /** The exit code that says there is no point in going on; 0 while there is. */
  int fatalCode() {
    return fatalCode;
  }

  /** The child when it runs, else null. For stopping: nothing is started any more. */
  Child running() {
    if (child != null && child.exitCode().isPresent()) {
      child = null;
    }
    return child;
  }

  String name() {
    return name;
  }
}
