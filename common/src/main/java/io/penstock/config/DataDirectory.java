package io.penstock.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The folder that holds everything Penstock keeps, and what lies where in it.
 *
 * @param root absolute path
 */
public record DataDirectory(Path root) {
  /** Makes the path absolute. */
  public DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** The roll files. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** Counter files of what is no reader. */
  public Path counters() {
    return root.resolve("counters");
  }

  /** What ingest counts. */
  public Path ingestCounters() {
    return counters().resolve("ingest");
  }

  /** What the last receive of ingest took. */
  public Path ingestReceives() {
    return counters().resolve("ingest-receives");
  }

  /** What was audited of roll files, also of those that are deleted. */
  public Path auditLedger() {
    return counters().resolve("audit");
  }

  /** One file a reader: its position and counters. */
  public Path readers() {
    return root.resolve("readers");
  }

  /** Locks, and beside each a note who holds it. */
  public Path locks() {
    return root.resolve("locks");
  }

  /** The file to lock for that role, {@code ingest} or {@code shard-N}; nothing else opens it. */
  public Path lock(String role) {
    return locks().resolve(role + ".lock");
  }

  /** The note that says who holds the lock of that role. */
  public Path holder(String role) {
    return locks().resolve(role + ".holder");
  }

  /** The last hour, as the console shows it; its folder is made by the console. */
  public Path consoleHistory() {
    return root.resolve("console").resolve("history");
  }

  /** All folders that daemons make, the outer one first. */
  public List<Path> folders() {
    return List.of(root, journal(), counters(), readers(), locks());
  }
}
