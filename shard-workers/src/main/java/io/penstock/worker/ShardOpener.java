package io.penstock.worker;

import io.penstock.config.Destination;
import io.penstock.config.ForwardSettings;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.journal.JournalReader;
import io.penstock.journal.record.Losses;
import io.penstock.pack.Packer;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.reader.ReaderPhase;
import io.penstock.reader.ReaderPlan;
import io.penstock.shard.ReaderName;
import io.penstock.worker.destination.Endpoint;
import io.penstock.worker.reading.Reader;
import io.penstock.worker.sending.Sender;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the file of a reader, by its plan: to read on, or to write that it is over. */
final class ShardOpener {
  private static final Logger LOG = LoggerFactory.getLogger(ShardOpener.class);

  private final Surroundings surroundings;
  private final JournalReader journal;

  ShardOpener(Surroundings surroundings, JournalReader journal) {
    this.surroundings = surroundings;
    this.journal = journal;
  }

  /**
   * Opens a shard whose lock is held.
   *
   * @param headNumber the number that the next datagram will get
   */
  Shard open(ReaderName name, ReaderPlan plan, Route route, long headNumber, Packer.Size outboxSize)
      throws IOException {
    Destination destination = route.destination().orElseThrow();
    ReaderFile file = openFile(name, plan.startsAt(headNumber));
    if (plan.phase() == ReaderPhase.RETURNS) {
      long from = file.position().number();
      beginSecondLife(name, file, plan.ownFrom(from).orElse(from));
    }
    file.counters().set(ReaderCounter.STATE, ReaderState.STARTING.ordinal());
    LOG.info(
        "{} {} sends to {} from datagram {}",
        name.ring(),
        name.shard(),
        destination,
        file.position().number());
    ForwardSettings forward = route.forward();
    Endpoint endpoint =
        Endpoint.of(
            name,
            destination,
            forward,
            surroundings.network(),
            surroundings.nanoClock().nanoTime());
    Sender sender = new Sender(file, name.toString(), journal, endpoint, forward, outboxSize);
    Reader reader = new Reader(name, file.counters(), sender, forward);
    return new Shard(name, file, endpoint, sender, reader);
  }

  /** Nothing is left for a reader whose lock is held: its file says so from now on. */
  void retire(ReaderName name, long number, long endNumber) throws IOException {
    try (ReaderFile file = openFile(name, number)) {
      Sender.lose(file, name.toString(), journal, endNumber);
      file.counters().set(ReaderCounter.STATE, ReaderState.RETIRED.ordinal());
      LOG.info("{}: nothing is left for it; it is retired", name);
    }
  }

  private ReaderFile openFile(ReaderName name, long startNumber) throws IOException {
    return ReaderFile.openWritable(surroundings.data().readers(), name.toString(), startNumber);
  }

  /**
   * No line between a shard's retirement and its return is its own: it passes over them. But what
   * came after its return and was deleted before it was read is lost.
   */
  private void beginSecondLife(ReaderName name, ReaderFile file, long introducedAt) {
    Position old = file.position();
    long lost = journal.countOf(name::isIn, old.number(), introducedAt);
    long passedOver = introducedAt - old.number() - lost;
    if (introducedAt > old.number()) {
      file.commit(
          introducedAt,
          0,
          old.datagrams() + passedOver,
          old.lines(),
          old.rejectedLines(),
          old.bytes(),
          old.lost().plus(new Losses(lost, 0, 0)),
          old.expired(),
          old.filteredLines(),
          old.contentSum());
    }
  }
}
