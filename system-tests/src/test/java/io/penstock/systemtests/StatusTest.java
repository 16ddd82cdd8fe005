package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.tools.load.LoadReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code penstock status} reads files, so it answers whoever is alive. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class StatusTest {
  @Test
  void statusTellsTheLivingTheDeadAndTheEndedApart(Penstock penstock) throws Exception {
    try (Sinks sinks = Sinks.start(2)) {
      penstock.destinations(sinks.addresses());
      penstock.start();
      LoadReport sent = Traffic.send(Offered.to(penstock).datagrams(3_000));
      penstock.awaitReceived(sent.datagrams());
      penstock.awaitDelivered();
      assertLives(penstock, sent, "alive", "alive");

      penstock.worker().kill9();
      penstock.ingest().sigterm();
      await("the last heartbeat is old")
          .atMost(Duration.ofSeconds(60))
          .until(() -> worker(status(penstock)).equals("dead"));
      assertLives(penstock, sent, "ended", "dead");
    }
  }

  private static void assertLives(
      Penstock penstock, LoadReport sent, String ingest, String worker) {
    JsonObject status = status(penstock);
    assertEquals(ingest, status.getAsJsonObject("ingest").get("life").getAsString());
    assertEquals(worker, worker(status));
    assertEquals(sent.datagrams(), status.getAsJsonObject("journal").get("head").getAsLong());
    assertEquals(0, reader(status).get("backlog_datagrams").getAsLong());
    assertEquals(sent.datagrams(), reader(status).get("position").getAsLong());
  }

  private static JsonObject status(Penstock penstock) {
    Exit exit = penstock.tool("status", "--json");
    assertEquals(0, exit.code(), exit::text);
    return JsonParser.parseString(exit.out()).getAsJsonObject();
  }

  private static String worker(JsonObject status) {
    return reader(status).get("life").getAsString();
  }

  private static JsonObject reader(JsonObject status) {
    return status.getAsJsonArray("readers").get(1).getAsJsonObject();
  }
}
