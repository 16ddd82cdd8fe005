package io.penstock.tools.doctor;

import io.penstock.config.Configuration;
import io.penstock.config.DataDirectory;
import io.penstock.counters.IngestCounter;
import io.penstock.tools.look.Life;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.ReaderLook;
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
 */
record Patient(DataDirectory data, Optional<Configuration> configuration, Look look, Proc proc) {

  /** Datagrams between a reader's committed position and the head. */
  long backlog(ReaderLook reader) {
    long position = reader.position().number();
    long head = look.ingest().map(i -> i.counts().get(IngestCounter.NEXT_NUMBER)).orElse(position);
    return Math.max(0, head - position);
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
