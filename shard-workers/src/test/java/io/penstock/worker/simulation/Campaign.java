package io.penstock.worker.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Runs scripts, one after another, and minimises the first that fails. */
final class Campaign {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Opening a journal walks those that a thread has opened and the collector has not taken yet. */
  private static final int SCRIPTS_PER_COLLECTION = 20;

  private static final long MINIMISING_NS_MAX = 60_000_000_000L;

  private long scripts;
  private long actions;
  private long rounds;
  private long handed;
  private long repeated;
  private long simulatedNs;
  private final long beganNs = System.nanoTime();

  /** Runs one; null when every promise was kept. */
  Violation run(Script script) {
    Path directory = null;
    Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Level level = logger.getLevel();
    logger.setLevel(Level.OFF); // hours of outages in a second
    try {
      directory =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "penstock-simulation")
              : Files.createTempDirectory("penstock-simulation");
      return run(script, directory.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      logger.setLevel(level);
      delete(directory);
    }
  }

  private Violation run(Script script, Path directory) throws IOException {
    Simulation simulation = new Simulation(script, directory);
    try {
      simulation.run();
      return null;
    } catch (Violation e) {
      return e;
    } finally {
      if (++scripts % SCRIPTS_PER_COLLECTION == 0) {
        System.gc();
      }
      actions += simulation.actionsDone();
      rounds += simulation.rounds();
      handed += simulation.handed();
      repeated += simulation.repeated();
      simulatedNs += simulation.simulatedNs();
      simulation.close();
    }
  }

  /** Leaves out actions as long as the same promise is broken. */
  Script minimised(Script script, Violation found) {
    long untilNs = System.nanoTime() + MINIMISING_NS_MAX;
    List<Action> actions = script.actions();
    int chunk = Math.max(1, actions.size() / 2);
    while (System.nanoTime() < untilNs) {
      boolean isSmaller = false;
      for (int from = 0; from < actions.size() && System.nanoTime() < untilNs; ) {
        List<Action> fewer = new ArrayList<>(actions.subList(0, from));
        fewer.addAll(actions.subList(Math.min(actions.size(), from + chunk), actions.size()));
        Violation again = run(script.with(fewer));
        if (again != null && again.invariant().equals(found.invariant())) {
          actions = fewer;
          isSmaller = true;
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && !isSmaller) {
        break;
      }
      chunk = isSmaller ? chunk : Math.max(1, chunk / 2);
    }
    return script.with(actions);
  }

  private static void delete(Path directory) {
    if (directory == null) {
      return;
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was done, without how long it took. */
  String tale() {
    return ("%,d scripts, %,d actions, %,d rounds, %,d lines handed over, %,d repeated,"
            + " %.1f simulated hours")
        .formatted(scripts, actions, rounds, handed, repeated, simulatedNs / 3.6e12);
  }

  @Override
  public String toString() {
    return "%s in %.1f s".formatted(tale(), (System.nanoTime() - beganNs) / 1e9);
  }
}
