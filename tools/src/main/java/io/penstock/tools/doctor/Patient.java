package io.penstock.tools.doctor;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an examination may look at.
 *
 * @param data the data directory
 * @param configuration empty when there is none, or a faulty one
 * @param look what the files say
 * @param proc the kernel's own files
 * @param host the root of the host's file system
 */
record Patient(
    DataDirectory data, Optional<Configuration> configuration, Look look, Proc proc, Path host) {

  /** How a daemon is started here. */
  Start start() {
    return Start.of(this);
  }

  /** Whether no daemon has ever run here. */
  boolean isFresh() {
    return look.ingest().isEmpty() && look.readers().isEmpty() && look.faults().isEmpty();
  }

  /** Process ids of the daemons that live. */
  Set<Long> daemons() {
    Set<Long> pids = new LinkedHashSet<>();
    look.ingest().filter(i -> i.life() == Life.ALIVE).ifPresent(i -> pids.add(i.pid()));
    for (ReaderLook reader : look.readers()) {
      if (reader.life() == Life.ALIVE) {
        pids.add(reader.pid());
      }
    }
    return pids;
  }
}
