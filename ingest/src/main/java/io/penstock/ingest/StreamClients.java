package io.penstock.ingest;

import io.penstock.counters.CounterFile;
import io.penstock.counters.IngestCounter;
import io.penstock.net.StreamInputs;

/**
 * Serves the clients of TCP and Unix streams: takes their datagrams, and closes idle ones.
 *
 * <p>A round reads once from each of a few that are ready, so none keeps another waiting, and UDP
 * comes before all of them. A client that has sent nothing whole for {@code idle} is closed, also
 * one that trickles bytes. Threads: the receiving one.
 */
final class StreamClients {
  private final StreamInputs inputs;
  private final Intake intake;
  private final CounterFile counters;
  private final Partials partials;
  private final int lineBytesMax;
  private final long idleNs;
  private final Framing[] framings; // made when a place is first taken
  private final long[] wholeAtNs;

  // What the counter file had before us; the inputs count since their start.
  private final long deniedBefore;
  private final long refusedBefore;
  private final long failedBefore;

  StreamClients(
      StreamInputs inputs, Intake intake, CounterFile counters, int lineBytesMax, long idleNs) {
    this.inputs = inputs;
    this.intake = intake;
    this.counters = counters;
    this.lineBytesMax = lineBytesMax;
    this.idleNs = idleNs;
    this.partials = new Partials(Framing.roomBytes(lineBytesMax));
    this.framings = new Framing[inputs.places()];
    this.wholeAtNs = new long[inputs.places()];
    this.deniedBefore = counters.get(IngestCounter.CONNECTIONS_DENIED);
    this.refusedBefore = counters.get(IngestCounter.CONNECTIONS_REFUSED);
    this.failedBefore = counters.get(IngestCounter.CONNECTIONS_FAILED);
  }

  /**
   * Accepts waiting clients, and reads from some of those that have data.
   *
   * @return how many had; {@link StreamInputs#EVENTS_MAX} when there may be more
   */
  int round(long nowNs) {
    int ready = inputs.look();
    int opened = inputs.openedCount();
    for (int i = 0; i < opened; i++) {
      welcome(inputs.opened(i), nowNs);
    }
    if (opened > 0) {
      counters.add(IngestCounter.CONNECTIONS_ACCEPTED, opened);
      counters.set(IngestCounter.CONNECTIONS_OPEN, inputs.open());
    }
    if (ready > 0) {
      intake.beginStreams();
      for (int i = 0; i < ready; i++) {
        serve(inputs.ready(i), nowNs);
      }
      intake.endStreams();
    }
    return ready;
  }

  private void welcome(int place, long nowNs) {
    if (framings[place] == null) {
      framings[place] = new Framing(intake, partials, lineBytesMax);
    }
    framings[place].begin(inputs.isFramed(place));
    wholeAtNs[place] = nowNs;
  }

  private void serve(int place, long nowNs) {
    int bytes = inputs.read(place);
    if (bytes > 0) {
      switch (framings[place].take(inputs.buffer(), bytes)) {
        case PARTIAL -> {}
        case WHOLE -> wholeAtNs[place] = nowNs;
        case BROKEN -> {
          counters.add(IngestCounter.CONNECTIONS_OVERSIZE, 1);
          close(place);
        }
      }
    } else if (bytes == 0) {
      framings[place].endOfStream();
      close(place);
    } else if (bytes != StreamInputs.NOTHING_NOW) {
      framings[place].abandon();
      close(place);
    }
  }

  private void close(int place) {
    inputs.close(place);
    counters.set(IngestCounter.CONNECTIONS_OPEN, inputs.open());
  }

  /** Closes idle clients and publishes the counts; twice a second. */
  void keepHouse(long nowNs) {
    inputs.resumeAccepting();
    if (idleNs > 0) {
      closeIdle(nowNs);
    }
    counters.set(IngestCounter.CONNECTIONS_OPEN, inputs.open());
    counters.set(IngestCounter.CONNECTIONS_DENIED, deniedBefore + inputs.denied());
    counters.set(IngestCounter.CONNECTIONS_REFUSED, refusedBefore + inputs.refused());
    counters.set(IngestCounter.CONNECTIONS_FAILED, failedBefore + inputs.failed());
  }

  private void closeIdle(long nowNs) {
    intake.beginStreams();
    for (int place = 0; place < framings.length; place++) {
      if (inputs.isOpen(place) && nowNs - wholeAtNs[place] >= idleNs) {
        framings[place].abandon();
        inputs.close(place);
        counters.add(IngestCounter.CONNECTIONS_IDLE, 1);
      }
    }
    intake.endStreams();
  }

  /** Accepts no further client; connected ones may still be read. */
  void stopAccepting() {
    inputs.stopAccepting();
  }

  /** Ends with all of them: what is not whole by now is counted as incomplete. */
  void end() {
    intake.beginStreams();
    for (int place = 0; place < framings.length; place++) {
      if (inputs.isOpen(place)) {
        framings[place].abandon();
        close(place);
      }
    }
    intake.endStreams();
  }
}
