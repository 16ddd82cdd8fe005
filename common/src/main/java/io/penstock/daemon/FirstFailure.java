package io.penstock.daemon;

import io.penstock.service.ServiceManager;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broken promise ends the process: keeps the first failure of any agent, says it once, and stops
 * the daemon.
 *
 * <p>Later failures are consequences and are not logged. Any thread; never throws.
 */
public final class FirstFailure implements ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFailure.class);

  private final StopSignal stop;
  private final AtomicReference<Throwable> first = new AtomicReference<>();

  /** Makes a keeper that stops the daemon through {@code stop}. */
  public FirstFailure(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public void onError(Throwable failure) {
    if (failure instanceof AgentTerminationException) {
      return; // an agent's clean end
    }
    if (first.compareAndSet(null, failure)) {
      ProgramException known = known(failure);
      if (known != null) {
        LOG.error("{}", known.getMessage());
      } else {
        LOG.error("fatal error, stopping; nothing is deleted", failure);
      }
      stop.request("failure");
    }
  }

  /** How the process is to end: OK when nothing failed. */
  public ExitCode exitCode() {
    Throwable failure = first.get();
    if (failure == null) {
      return ExitCode.OK;
    }
    ProgramException known = known(failure);
    if (known != null) {
      return known.exitCode();
    }
    return isOfMemory(failure) ? ExitCode.MEMORY : ExitCode.BROKEN_PROMISE;
  }

  /** The same, and the service manager is told what failed, if anything did. */
  public ExitCode tell(ServiceManager manager) {
    ExitCode exitCode = exitCode();
    Throwable failure = first.get();
    if (failure != null) {
      ProgramException known = known(failure);
      manager.failed(known == null ? failure.toString() : known.getMessage(), exitCode.errno());
    }
    return exitCode;
  }

  /** Memory outside the heap ends in an error of this kind that the JVM does not see itself. */
  private static boolean isOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static ProgramException known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProgramException known) {
        return known;
      }
    }
    return null;
  }
}
