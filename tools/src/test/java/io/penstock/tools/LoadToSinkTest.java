package io.penstock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.audit.PlainContent;
import io.penstock.content.ContentHash;
import io.penstock.tools.command.EpochMicros;
import io.penstock.tools.load.Load;
import io.penstock.tools.load.LoadPlan;
import io.penstock.tools.load.LoadPlan.Packing;
import io.penstock.tools.load.LoadPlan.Series;
import io.penstock.tools.load.LoadPlan.Span;
import io.penstock.tools.load.LoadReport;
import io.penstock.tools.sink.LedgerReport;
import io.penstock.tools.sink.LineCount;
import io.penstock.tools.sink.Sink;
import io.penstock.tools.sink.SinkLedger;
import io.penstock.tools.sink.SinkReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two tools over loopback; rates far below what a receive buffer of 16 MiB cannot hold. */
class LoadToSinkTest {
  private static final double RATE = 20_000;
  private static final long PATIENCE_NS = 5_000_000_000L;
  private static final Series SERIES = new Series(50, 90, true, true, "t");

  @TempDir Path folder;

  private final SinkLedger ledger = new SinkLedger(EpochMicros.start());

  private static LoadReport load(int port, LoadPlan.Content content, Packing packing, Span span)
      throws IOException {
    LoadPlan plan = new LoadPlan(new InetSocketAddress("127.0.0.1", port), content, packing, span);
    try (Load load = Load.open(plan)) {
      return load.run();
    }
  }

  /** What was sent is in the sink's socket by now; the sink takes it a moment later. */
  private static void awaitLines(Sink sink, long lines) throws IOException {
    await(() -> sink.report().lines() >= lines);
  }

  private static void await(Callable<Boolean> condition) throws IOException {
    long startNs = System.nanoTime();
    try {
      while (!condition.call()) {
        assertTrue(System.nanoTime() - startNs < PATIENCE_NS, "it does not come");
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyLineArrivesOnceAndInOrder() throws Exception {
    try (Sink sink = Sink.onFreePorts(1, ledger)) {
      int port = sink.portNumbers().getFirst();
      LoadReport sent = load(port, SERIES, new Packing(7, 1, 1), Span.count(1_000, RATE));
      awaitLines(sink, 7_000);
      SinkReport received = sink.report();
      LedgerReport judged = sink.ask(ledger::report);
      assertEquals(1_000, sent.datagrams());
      assertEquals(7_000, sent.lines());
      assertEquals(sent.datagrams(), received.datagrams());
      assertEquals(sent.lines(), received.lines());
      assertEquals(sent.bytes(), received.bytes());
      assertEquals(sent.content(), received.content());
      assertEquals(received.content(), received.ports().getFirst().content());
      assertEquals(7_000, judged.distinct());
      assertEquals(50, judged.keys());
      assertEquals(0, judged.lost() + judged.repeated() + judged.reordered() + judged.unnumbered());
      assertEquals(7_000, judged.latency().lines());
    }
  }

  @Test
  void groupsFromManySourcesArriveAlike() throws Exception {
    try (Sink sink = Sink.onFreePorts(1, ledger)) {
      int port = sink.portNumbers().getFirst();
      Packing packing = new Packing(3, 8, 4);
      LoadReport first = load(port, SERIES, packing, Span.count(777, RATE));
      LoadReport second =
          load(
              port,
              SERIES,
              packing,
              new Span(RATE, Double.POSITIVE_INFINITY, 223, first.nextDatagram()));
      assertEquals(1_000, second.nextDatagram());
      awaitLines(sink, 3_000);
      LedgerReport judged = sink.ask(ledger::report);
      assertEquals(1_000, sink.report().datagrams());
      assertEquals(first.bytes() + second.bytes(), sink.report().bytes());
      assertEquals(
          ContentHash.text(
              ContentHash.parse(first.content()) + ContentHash.parse(second.content())),
          sink.report().content());
      assertEquals(3_000, judged.distinct());
      assertEquals(0, judged.lost() + judged.repeated() + judged.reordered());
    }
  }

  @Test
  void aPortThatDiesRefusesAndReturnsOnTheSameNumber() throws Exception {
    try (Sink sink = Sink.onFreePorts(2, ledger)) {
      int port = sink.portNumbers().getFirst();
      Packing packing = new Packing(1, 1, 1);
      load(port, SERIES, packing, Span.count(500, RATE));
      awaitLines(sink, 500);
      sink.kill(port);
      assertFalse(sink.report().ports().getFirst().open());
      LoadReport intoNothing =
          load(port, SERIES, packing, new Span(RATE, Double.POSITIVE_INFINITY, 100, 500));
      assertTrue(intoNothing.sources().getFirst().refused() > 0);
      assertTrue(intoNothing.sources().getFirst().undelivered() > 0);
      sink.restart(port);
      load(port, SERIES, packing, new Span(RATE, Double.POSITIVE_INFINITY, 400, 600));
      awaitLines(sink, 900);
      LedgerReport judged = sink.ask(ledger::report);
      assertEquals(100, judged.lost());
      assertEquals(900, judged.distinct());
      assertEquals(0, judged.movedKeys());
    }
  }

  @Test
  void aPortThatIsStoppedTakesWhatWasThere() throws Exception {
    try (Sink sink = Sink.onFreePorts(1, ledger)) {
      int port = sink.portNumbers().getFirst();
      load(port, SERIES, new Packing(1, 1, 1), Span.count(500, RATE));
      sink.stop(port);
      assertEquals(500, sink.report().lines());
    }
  }

  @Test
  void keysThatChangePortAreFound() throws Exception {
    try (Sink sink = Sink.onFreePorts(2, ledger)) {
      Packing packing = new Packing(1, 1, 1);
      load(sink.portNumbers().get(0), SERIES, packing, Span.count(50, RATE));
      load(
          sink.portNumbers().get(1),
          SERIES,
          packing,
          new Span(RATE, Double.POSITIVE_INFINITY, 10, 50));
      awaitLines(sink, 60);
      assertEquals(10, sink.ask(ledger::report).movedKeys());
    }
  }

  @Test
  void aFileIsSentAsItIsAndCountedWithoutALook() throws Exception {
    Path file = Files.writeString(folder.resolve("lines"), "a:1|c\nbb:2|g\nccc:3|ms\n");
    try (Sink sink = Sink.onFreePorts(1, new LineCount(true))) {
      int port = sink.portNumbers().getFirst();
      load(port, new LoadPlan.Repeated(file), new Packing(3, 1, 2), Span.count(10, RATE));
      awaitLines(sink, 30);
      assertEquals(10 * 21, sink.report().bytes());
      long once = 0;
      for (String line : Files.readAllLines(file)) {
        once += PlainContent.of(line.getBytes(StandardCharsets.US_ASCII));
      }
      assertEquals(ContentHash.text(10 * once), sink.report().content());
      assertEquals(10, sink.report().datagrams());
    }
  }

  @Test
  void aSinkThatFailsSaysWhyToWhoeverAsks() throws Exception {
    Sink sink =
        Sink.onFreePorts(
            1,
            (port, buffer, offset, length) -> {
              throw new IllegalStateException("cannot judge");
            });
    load(sink.portNumbers().getFirst(), SERIES, new Packing(1, 1, 1), Span.count(1, RATE));
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, () -> awaitLines(sink, 1));
    assertEquals("cannot judge", failure.getCause().getMessage());
    sink.close();
  }
}
