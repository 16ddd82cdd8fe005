package io.penstock.tools.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SinkLedgerTest {
  private static final int PORT = 9101;
  private static final int OTHER_PORT = 9102;

  private long nowMicros;
  private final SinkLedger ledger = new SinkLedger(() -> nowMicros);

  private int feed(int port, String datagram) {
    byte[] bytes = ("??" + datagram + "\n").getBytes(StandardCharsets.ISO_8859_1);
    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
    buffer.putBytes(0, bytes);
    return ledger.feed(port, buffer, 2, datagram.length());
  }

  @Test
  void nothingIsWrongWithEveryNumberOnceInOrder() {
    assertEquals(3, feed(PORT, "a,host=x:0|c\nb:0|c\na,host=x:1|c"));
    assertEquals(1, feed(PORT, "b:000000000001|c\n"));
    assertEquals(
        new LedgerReport(4, 2, 4, 0, 0, 0, 0, 0, new LedgerReport.Latency(0, 0, 0, 0)),
        ledger.report());
  }

  @Test
  void whatNeverCameBelowTheHighestIsLost() {
    feed(PORT, "a:1|c\na:4|c\nb:0|c");
    LedgerReport report = ledger.report();
    assertEquals(3, report.lost(), "a 0, 2 and 3");
    assertEquals(3, report.distinct());
    assertEquals(0, report.reordered());
  }

  @Test
  void whatCameAgainIsRepeatedAndNotReordered() {
    feed(PORT, "a:0|c\na:1|c\na:2|c");
    feed(PORT, "a:1|c\na:2|c\na:3|c\na:3|c");
    LedgerReport report = ledger.report();
    assertEquals(3, report.repeated());
    assertEquals(0, report.reordered());
    assertEquals(0, report.lost());
    assertEquals(4, report.distinct());
  }

  @Test
  void whatFirstCameAfterAHigherNumberIsReorderedAndNotLost() {
    feed(PORT, "a:0|c\na:3|c\na:1|c\na:2|c\na:4|c");
    LedgerReport report = ledger.report();
    assertEquals(2, report.reordered());
    assertEquals(0, report.repeated());
    assertEquals(0, report.lost());
  }

  @Test
  void theOrderOfDifferentKeysDoesNotMatter() {
    feed(PORT, "a:0|c\na:1|c\nb:0|c\na:2|c\nb:1|c");
    assertEquals(0, ledger.report().reordered());
  }

  @Test
  void aKeySeenOnTwoPortsHasMovedOnceHoweverOften() {
    feed(PORT, "a:0|c\nb:0|c");
    feed(OTHER_PORT, "a:1|c");
    feed(PORT, "a:2|c\nb:1|c");
    feed(OTHER_PORT, "a:3|c");
    assertEquals(1, ledger.report().movedKeys());
  }

  @Test
  void linesWithoutANumberAreCountedAndNothingElse() {
    assertEquals(
        8,
        feed(
            PORT, "a:1.5|g\na:-1|g\nnocolon\n_sc|n|0\na:|c\na:1\n:\n\n\na:12345678901234567890|c"));
    LedgerReport report = ledger.report();
    assertEquals(8, report.unnumbered());
    assertEquals(0, report.keys());
    assertEquals(8, report.lines());
  }

  @Test
  void nothingInADatagramIsNoLine() {
    assertEquals(0, feed(PORT, ""));
    assertEquals(0, feed(PORT, "\n\n"));
  }

  @Test
  void theTimeOfSendingGivesTheLatency() {
    nowMicros = 1_795_392_000_000_500L;
    feed(PORT, "a:0|c|#t:1795392000000400\na:1|c\na:2|c|#t:1795392000000000");
    feed(PORT, "a:3|c|#t:1795392000000900\na:4|c|#t:179539200000000x");
    LedgerReport report = ledger.report();
    assertEquals(new LedgerReport.Latency(3, 100, 500, 500), report.latency());
    assertEquals(0, report.unnumbered());
    assertEquals(1, report.keys(), "the time is not in the key");
  }

  @Test
  void manyKeysOfManyLengthsAreKeptApart() {
    for (int round = 0; round < 2; round++) {
      for (int key = 0; key < 20_000; key++) {
        feed(PORT, "k".repeat(1 + key % 19) + key + ":" + round + "|c");
      }
    }
    LedgerReport report = ledger.report();
    assertEquals(20_000, report.keys());
    assertEquals(40_000, report.distinct());
    assertEquals(0, report.repeated() + report.lost() + report.reordered());
  }
}
