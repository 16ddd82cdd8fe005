package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.ReaderCounter;
import io.penstock.reader.Position;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.load.LoadReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What all other tests end with must itself be able to fail: by one datagram, by one line. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class BalanceTest {
  private static final int FAILS = 2;

  @Test
  void oneDatagramThatIngestForgotIsFound(Penstock penstock) throws Exception {
    runAndStop(penstock);
    try (CounterFile ingest =
        CounterFile.openWritable(penstock.data().resolve("counters/ingest"), FileKind.INGEST)) {
      ingest.add(IngestCounter.RECEIVED_DATAGRAMS, 1);
    }
    assertFails(penstock, "received");
  }

  @Test
  void oneLineThatAReaderOnlyClaimsIsFoundByTheAudit(Penstock penstock) throws Exception {
    runAndStop(penstock);
    try (ReaderFile reader =
        ReaderFile.openWritable(penstock.data().resolve("readers"), "shard-1", 0)) {
      // It says so everywhere, so that its own counters agree with each other.
      for (ReaderCounter counter :
          new ReaderCounter[] {
            ReaderCounter.SCANNED_LINES, ReaderCounter.ROUTED_LINES, ReaderCounter.ACCEPTED_LINES
          }) {
        reader.counters().add(counter, 1);
      }
      Position said = reader.position();
      reader.commit(
          said.number(),
          said.hint(),
          said.datagrams(),
          said.lines() + 1,
          said.rejectedLines(),
          said.bytes(),
          said.lost(),
          said.expired(),
          said.filteredLines(),
          said.contentSum());
    }
    assertFails(penstock, "audit: lines");
  }

  private static void runAndStop(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(2_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      penstock.ingest().sigterm();
      Balance.assertZero(penstock);
    }
  }

  private static void assertFails(Penstock penstock, String beginning) {
    Exit check = Balance.check(penstock);
    assertEquals(FAILS, check.code(), check::text);
    List<String> failing =
        Balance.equations(check)
            .filter(equation -> equation.get("verdict").getAsString().equals("fails"))
            .map(equation -> equation.get("equation").getAsString())
            .toList();
    assertEquals(1, failing.size(), check::text);
    assertTrue(failing.getFirst().startsWith(beginning), failing::toString);
  }
}
