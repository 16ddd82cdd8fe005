package io.penstock.daemon;

import io.penstock.os.HostProcess;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Collects requests to stop: SIGTERM, SIGINT, the end of standard input, or a thread of our own.
 * SIGHUP too, when the terminal is gone or nothing else uses it.
 *
 * <p>The main thread waits here, then closes what it opened and returns, so that a clean stop ends
 * with exit code 0. (A shutdown hook could not do that: after one the exit code is 143.) A second
 * signal ends the process at once with 130, for the case that the clean stop hangs. Only signals
 * count for that: Ctrl-C signals the whole process group, so a child may see its standard input end
 * first and the same Ctrl-C a moment later.
 *
 * <p>Threads: any may request and wait.
 */
public final class StopSignal {
  private static final int KILLED_BY_USER = 130;

  private final AtomicReference<String> reason = new AtomicReference<>();
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Object hangUpLock = new Object();
  private Runnable hangUp;
  private boolean isHangUpLate;
  private boolean isHangUpMissed;
  private final CountDownLatch requested = new CountDownLatch(1);

  private StopSignal() {}

  /** Listens to the signals of this process from now on. Call it once. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String signal : new String[] {"TERM", "INT"}) {
      handle(signal, () -> stop.onSignal("SIG" + signal));
    }
    stop.listenToHangUps(System.getProperty("penstock.hangup", ""));
    return stop;
  }

  /**
   * The launcher of a daemon has SIGHUP ignored until we listen, and says so: what comes until
   * {@link #onHangUp} is then served there.
   *
   * @param launcher {@code later}, {@code later,terminal} where there was one; else it is as usual
   */
  private void listenToHangUps(String launcher) {
    boolean hasTerminal = Terminal.isThere();
    boolean hadTerminal = hasTerminal || launcher.endsWith("terminal");
    if (launcher.startsWith("later")) {
      hangUpsMayComeEarly();
      HostProcess.heedHangUps();
    }
    handle("HUP", () -> onHangUpSignal(hadTerminal && !Terminal.isThere()));
    if (hadTerminal && !hasTerminal) {
      request("SIGHUP"); // it has gone meanwhile
    }
  }

  /** One that listens to nothing, for tests and for those who call {@link #request} themselves. */
  public static StopSignal detached() {
    return new StopSignal();
  }

  /**
   * Registers with {@code sun.misc.Signal} by reflection: the class is supported (module
   * jdk.unsupported) but the compiler warns of it in a way that no annotation quiets. A signal that
   * was ignored when the JVM started (nohup, background jobs) stays ignored.
   */
  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("equals") ? self == arguments[0] : name.hashCode();
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot listen to SIG" + name, e);
    }
  }

  /** From now on one without a meaning waits for {@link #onHangUp}, and is not the end. */
  void hangUpsMayComeEarly() {
    synchronized (hangUpLock) {
      isHangUpLate = true;
    }
  }

  /**
   * Gives SIGHUP another meaning than the end, from now on; each runs on a thread of its own. When
   * the terminal that the process was started from has gone, it still means the end.
   */
  public StopSignal onHangUp(Runnable action) {
    boolean isMissed;
    synchronized (hangUpLock) {
      hangUp = action;
      isMissed = isHangUpMissed;
      isHangUpMissed = false;
    }
    if (isMissed) {
      action.run();
    }
    return this;
  }

  void onHangUpSignal(boolean isTerminalGone) {
    Runnable action;
    boolean isTheEnd;
    synchronized (hangUpLock) {
      action = hangUp;
      isHangUpMissed = action == null && isHangUpLate;
      isTheEnd = isTerminalGone || action == null && !isHangUpLate;
    }
    if (isTheEnd) {
      onSignal("SIGHUP");
    } else if (action != null) {
      action.run();
    }
  }

  private void onSignal(String signal) {
    request(signal);
    if (signalled.getAndSet(true)) {
      Runtime.getRuntime().halt(KILLED_BY_USER);
    }
  }

  /**
   * Also ends when standard input ends, which it does when the parent process dies, however it
   * dies. What is written there is read and forgotten.
   */
  public StopSignal untilStdinCloses() {
    return untilCloses(System.in);
  }

  StopSignal untilCloses(InputStream input) {
    Thread watcher =
        new Thread(
            () -> {
              drain(input);
              request("end of standard input");
            },
            "stdin-watcher");
    watcher.setDaemon(true);
    watcher.start();
    return this;
  }

  private static void drain(InputStream input) {
    byte[] forgotten = new byte[256];
    try {
      while (input.read(forgotten) >= 0) {
        // only its end counts
      }
    } catch (IOException closed) {
      // as good as an end
    }
  }

  /**
   * Requests the stop.
   *
   * @param why for the log
   * @return false when it was requested before
   */
  public boolean request(String why) {
    boolean first = reason.compareAndSet(null, why);
    requested.countDown();
    return first;
  }

  /** Whether a stop was requested. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** The first request's reason; empty before. */
  public String reason() {
    String why = reason.get();
    return why == null ? "" : why;
  }

  /** Waits for a request. An interrupt counts as one. */
  public void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      request("interrupt");
    }
  }

  /** Waits for a request, and runs something at each interval meanwhile. */
  public void await(long intervalMs, Runnable meanwhile) {
    while (!await(intervalMs)) {
      meanwhile.run();
    }
  }

  /**
   * Waits for a request, or until the timeout.
   *
   * @return whether a stop was requested
   */
  public boolean await(long timeoutMs) {
    try {
      return requested.await(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      request("interrupt");
      return true;
    }
  }
}
