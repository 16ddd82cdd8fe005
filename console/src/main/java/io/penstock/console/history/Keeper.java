package io.penstock.console.history;

import io.penstock.tools.status.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to a history, in memory and on disk. Where the disk does not let it, the past is lost with
 * the process, and the log says so once. Used by one thread.
 */
public final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final History history;
  private RingFile file;

  private Keeper(History history) {
    this.history = history;
  }

  /** Opens the file, and puts the past that it has into the history. */
  public static Keeper open(Path path, History history, long nowEpochMs) {
    Keeper keeper = new Keeper(history);
    try {
      keeper.file = RingFile.open(path, history, nowEpochMs / (1_000L * History.STEP_SECONDS));
    } catch (IOException | RuntimeException e) {
      keeper.giveUp(path + " cannot be opened", e);
    }
    return keeper;
  }

  /** Takes a report, if it is the first of its step. */
  public void add(Report report) {
    Optional<Step> step = history.add(report);
    if (step.isEmpty() || file == null) {
      return;
    }
    try {
      file.append(step.get(), history);
    } catch (IOException | RuntimeException e) {
      giveUp("the history cannot be written", e);
    }
  }

  private void giveUp(String what, Exception e) {
    LOG.warn("{}: {}; the history of this console ends with it", what, e.toString());
    close();
    file = null;
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException lostAnyway) {
      LOG.debug("closing the history", lostAnyway);
    }
  }
}
