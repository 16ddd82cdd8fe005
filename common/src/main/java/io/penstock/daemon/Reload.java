package io.penstock.daemon;

import io.penstock.config.Changes;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationException;
import io.penstock.config.ConfigurationOptions;
import io.penstock.service.ServiceManager;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again on request, and applies it whole or not at all.
 *
 * <p>A file with a fault, or with a change that takes a restart, is refused: the log says why, and
 * the configuration in force stays. Flags and environment count again as they did at the start.
 *
 * <p>Threads: any may ask; one at a time is served.
 */
public final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final Supplier<Configuration> load;
  private final Consumer<Configuration> follow;
  private Configuration inForce;

  /** For tests: where a configuration comes from is theirs. */
  Reload(Supplier<Configuration> load, Configuration inForce, Consumer<Configuration> follow) {
    this.load = load;
    this.inForce = inForce;
    this.follow = follow;
  }

  /**
   * Serves SIGHUP from now on.
   *
   * @param follow takes a configuration that can be followed; must not wait
   */
  public static void onHangUp(
      StopSignal stop,
      ServiceManager manager,
      ConfigurationOptions options,
      Configuration inForce,
      Consumer<Configuration> follow) {
    Reload reload = new Reload(options::load, inForce, follow);
    stop.onHangUp(
        () -> {
          manager.reloading();
          manager.reloaded(reload.now()); // which never throws: the manager waits for this word
        });
  }

  /**
   * Reads and applies the configuration, or refuses it; returns whatever fails.
   *
   * @return what came of it, in a few words
   */
  synchronized String now() {
    try {
      return readAndFollow();
    } catch (RuntimeException | Error failure) {
      LOG.error("reload failed; the configuration in force stays", failure);
      return "reload failed, see the log; the configuration in force stays";
    }
  }

  private String readAndFollow() {
    Configuration next;
    try {
      next = load.get();
    } catch (ConfigurationException faults) {
      faults.lines().forEach(line -> LOG.error("reload refused: {}", line));
      LOG.error("the configuration in force stays");
      return "reload refused, see the log; the configuration in force stays";
    }
    Changes changes = Changes.between(inForce, next);
    if (!changes.refused().isEmpty()) {
      changes.refused().forEach(change -> LOG.error("reload refused: {}: takes a restart", change));
      LOG.error("the configuration in force stays");
      return "reload refused, see the log; the configuration in force stays";
    }
    if (changes.isEmpty()) {
      LOG.info("reload: nothing has changed");
      return "reload: nothing has changed";
    }
    changes.live().forEach(change -> LOG.info("reload: {}", change));
    follow.accept(next);
    inForce = next;
    return "reloaded";
  }
}
