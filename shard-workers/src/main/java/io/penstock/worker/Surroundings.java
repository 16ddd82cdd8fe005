package io.penstock.worker;

import io.penstock.config.DataDirectory;
import io.penstock.journal.JournalReader;
import io.penstock.worker.destination.Network;
import java.util.function.Supplier;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * What surrounds a worker thread. With clocks, a network and a directory of its own the same calls
 * give the same bytes.
 *
 * @param nanoClock paces and times out
 * @param epochClock says how old a record is
 * @param data positions, counters and locks
 * @param openJournal opens the journal, on the thread that will read it
 * @param network links, names and probes
 */
record Surroundings(
    NanoClock nanoClock,
    EpochClock epochClock,
    DataDirectory data,
    Supplier<JournalReader> openJournal,
    Network network) {}
