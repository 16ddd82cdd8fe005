package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.counters.ReaderCounter;
import io.penstock.reader.Position;
import io.penstock.tools.load.LoadReport;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers that an operator moves: the books stay true in both directions, and it can be undone. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class SeekTest {
  private static final int LINES = 3_000;

  @Test
  @Tag("long")
  void backSendsAgainForwardPassesOverAndTheBalanceStaysZero(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("journal.roll_bytes", "1MiB");
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(LINES));
      penstock.awaitDelivered();
      sinks.assertEachOnce(LINES);
      penstock.worker().sigterm();

      JsonObject shown = seek(penstock, "--by", "-1000");
      assertEquals(LINES, penstock.position(0), "shown only");
      JsonObject back = seek(penstock, "--by", "-1000", "--execute");
      shown.remove("executed");
      back.remove("executed");
      back.remove("kept");
      assertEquals(shown, back);
      long to = back.get("to").getAsLong();
      assertTrue(to <= LINES - 1_000 && to > LINES - 1_200, () -> "to " + to);
      Position begun = penstock.counts().position(0);
      assertEquals(to, begun.startNumber());
      assertEquals(to, begun.number());
      assertEquals(0, begun.lines());
      assertEquals(LINES - to, penstock.count(0, ReaderCounter.SEEK_REPEATED_DATAGRAMS));
      Balance.assertZero(penstock);

      penstock.startWorker();
      penstock.awaitDelivered();
      Position again = penstock.counts().position(0);
      assertEquals(again.lines(), sinks.ledger().repeated(), "what was gone back over came twice");
      Balance.assertZero(penstock);
      penstock.worker().sigterm();

      Traffic.send(Offered.to(penstock).named("unwanted").datagrams(LINES));
      penstock.awaitReceived(2 * LINES);
      long before = sinks.lines(0);
      JsonObject forward = seek(penstock, "--to-latest", "--execute");
      assertEquals(LINES, forward.get("skipped_datagrams").getAsLong());
      assertEquals(2 * LINES, penstock.position(0));
      assertEquals(LINES, penstock.count(0, ReaderCounter.SEEK_SKIPPED_DATAGRAMS));
      Balance.assertZero(penstock);
      penstock.startWorker();
      penstock.awaitDelivered();
      assertEquals(before, sinks.lines(0), "nothing that was passed over is sent");
      penstock.worker().sigterm();
      Balance.assertZero(penstock);

      assertEquals(LINES, seek(penstock, "--undo", "--execute").get("to").getAsLong());
      assertEquals(again, penstock.counts().position(0), "the old books, whole");
      Balance.assertZero(penstock);
      penstock.startWorker();
      penstock.awaitDelivered();
      sinks.awaitDistinct(2 * LINES);
      penstock.worker().sigterm();
      Balance.assertZero(penstock);
      assertFalse(
          penstock.tool("status").out().contains("before-seek"), "kept books are no readers");
    }
  }

  @Test
  void besideALiveWorkerUnderLoadOneReaderMovesTheOthersFlowAndTheBalanceStaysZero(
      Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses()).set("forward.doubt_window", "500ms");
      penstock.start();
      Traffic.send(Offered.to(penstock).datagrams(LINES));
      penstock.awaitDelivered();
      sinks.assertEachOnce(LINES);

      LoadReport sent;
      try (Traffic more =
          Traffic.begin(Offered.to(penstock).named("more").at(1_000).datagrams(100_000))) {
        JsonObject back = seek(penstock, "--by", "-1000", "--execute");
        assertTrue(back.get("executed").getAsBoolean());
        long repeated = back.get("repeated_datagrams").getAsLong();
        assertTrue(repeated >= 1_000 && repeated < 1_200, () -> "repeated " + repeated);
        sent = more.end();
      }
      penstock.awaitReceived(LINES + sent.datagrams());
      penstock.awaitDelivered();
      sinks.awaitDistinct(LINES + sent.lines());
      assertTrue(sinks.ledger().repeated() > 0, "what was gone back over came twice");
      assertEquals(0, sinks.ledger().lost());
      Balance.assertZero(penstock);

      JsonObject undone = seek(penstock, "--undo", "--execute");
      assertTrue(undone.get("executed").getAsBoolean());
      penstock.awaitDelivered();
      penstock.worker().sigterm();
      Balance.assertZero(penstock);
    }
  }

  private static JsonObject seek(Penstock penstock, String... words) throws IOException {
    String[] options = new String[words.length + 2];
    options[0] = "shard-0";
    System.arraycopy(words, 0, options, 1, words.length);
    options[options.length - 1] = "--json";
    Exit exit = penstock.ask("seek", options);
    assertEquals(0, exit.code(), exit::text);
    return JsonParser.parseString(exit.out()).getAsJsonObject();
  }
}
