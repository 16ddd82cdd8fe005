package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the buffer at a start, and where the figures come from. */
class BufferCoverTest {
  private static final long LOOK_NS = 500_000_000;

  @TempDir private Path folder;
  private CounterFile counters;

  @BeforeEach
  void open() throws Exception {
    counters = CounterFile.openWritable(folder.resolve("ingest"), FileKind.INGEST);
  }

  @AfterEach
  void close() {
    counters.close();
  }

  @Test
  void nothingIsSaidWhenNoRateIsKnown() {
    assertEquals(Optional.empty(), BufferCover.sentence(1 << 20, counters));
  }

  @Test
  void theMeasuredSizeOfADatagramDecides() {
    counters.set(IngestCounter.RECENT_DATAGRAMS_PER_SECOND, 20_000);
    counters.set(IngestCounter.DATAGRAM_BUFFER_BYTES, 768);
    assertEquals(
        Optional.of(
            "the receive buffer holds about 2.8 s of the recent 20,000 datagrams/s (768 bytes of it"
                + " each, measured)"),
        BufferCover.sentence(43_008_000, counters));
  }

  @Test
  void withoutAMeasurementItIsNotSaidToLastLongerThanItDoes() {
    counters.set(IngestCounter.RECENT_DATAGRAMS_PER_SECOND, 100_000);
    counters.set(IngestCounter.RECEIVED_DATAGRAMS, 10);
    counters.set(IngestCounter.RECEIVED_BYTES, 1_000);
    assertEquals(
        Optional.of(
            "the receive buffer holds about 2 ms of the recent 100,000 datagrams/s (2,148 bytes of"
                + " it each, assumed)"),
        BufferCover.sentence(425_984, counters));
  }

  @Test
  void theRateIsThatOfTheLastSecondsWithoutTheRushAfterAStart() {
    RecentTraffic recent = new RecentTraffic(counters, 0);
    recent.look(LOOK_NS / 2, 500_000); // what had waited
    recent.look(LOOK_NS, 500_500);
    assertEquals(0, counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND));
    for (int look = 2; look <= 30; look++) {
      recent.look(look * LOOK_NS, 500_500 + (look - 1) * 1_000L);
    }
    assertEquals(2_000, counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND));
    for (int look = 31; look <= 150; look++) {
      recent.look(look * LOOK_NS, 529_500 + (look - 30) * 4_000L);
    }
    assertEquals(8_000, counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND), 10);
  }

  @Test
  void aNextLifeGoesOnFromTheRateOfTheLast() {
    counters.set(IngestCounter.RECENT_DATAGRAMS_PER_SECOND, 1_000);
    RecentTraffic recent = new RecentTraffic(counters, 0);
    recent.look(LOOK_NS, 0);
    recent.look(2 * LOOK_NS, 1_000);
    assertEquals(1_080, counters.get(IngestCounter.RECENT_DATAGRAMS_PER_SECOND));
  }

  @Test
  void aDatagramsShareOfTheBufferIsMeasuredWhenAReceiveEmptiesIt() {
    RecentTraffic recent = new RecentTraffic(counters, 0);
    recent.emptied(768, 1); // says little
    recent.emptied(0, 100);
    assertEquals(0, counters.get(IngestCounter.DATAGRAM_BUFFER_BYTES));
    recent.emptied(7_680, 10);
    assertEquals(768, counters.get(IngestCounter.DATAGRAM_BUFFER_BYTES));
  }
}
