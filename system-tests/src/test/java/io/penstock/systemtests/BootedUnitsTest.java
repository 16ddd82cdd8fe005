package io.penstock.systemtests;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.load.LoadPlan;
import io.penstock.tools.load.LoadReport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The units under a systemd that runs as process 1, with every restriction that they ask for. */
@Tag("long")
@Timeout(300)
class BootedUnitsTest {
  private static final String INGEST = "penstock-ingest.service";
  private static final String SOCKET = "penstock-ingest.socket";
  private static final String WORKER = "penstock-worker@0-1.service";
  private static final Duration NOTICED_MAX = Duration.ofSeconds(60);

  @TempDir private Path work;
  private final InetSocketAddress address = Loopback.fresh();
  private Sinks sinks;
  private Boot boot;
  private Counts counts;

  @BeforeEach
  void up() throws Exception {
    sinks = Sinks.start(2);
    Boot.write(work, "penstock/config.ini", config());
    Boot.write(
        work,
        "systemd/system/" + SOCKET + ".d/address.conf",
        "[Socket]",
        "ListenDatagram=",
        "ListenDatagram=" + Loopback.text(address));
    boot = Boot.up(work);
    boot.systemctl("enable", "penstock.target", SOCKET, INGEST, WORKER);
    boot.systemctl("start", "penstock.target");
    counts = new Counts(boot.inside("/var/lib/penstock"));
    awaitActive(INGEST);
    awaitActive(WORKER);
  }

  private String[] config(String... more) {
    return new String[] {
      "bind_interface = " + address.getAddress().getHostAddress(),
      "bind_port = " + address.getPort(),
      "destinations = "
          + Loopback.text(sinks.addresses().get(0))
          + " "
          + Loopback.text(sinks.addresses().get(1)),
      "data_dir = /var/lib/penstock",
      "[forward]",
      "doubt_window = 300ms",
      "trial = 300ms",
      String.join("\n", more)
    };
  }

  @AfterEach
  void down() throws Exception {
    if (boot != null) {
      boot.close();
    }
    sinks.close();
  }

  private void awaitActive(String unit) {
    await(unit + " is active")
        .atMost(NOTICED_MAX)
        .until(() -> boot.show(unit, "ActiveState").equals("active"));
  }

  private Traffic traffic(int perSecond) throws Exception {
    return Traffic.begin(
        new LoadPlan(
            address,
            new LoadPlan.Series(300, Offered.LINE_BYTES, true, false, ""),
            new LoadPlan.Packing(1, 1, 1),
            LoadPlan.Span.count(Long.MAX_VALUE, perSecond)));
  }

  private void awaitReceived(long datagrams) {
    await("ingest has received " + datagrams)
        .atMost(NOTICED_MAX)
        .untilAsserted(() -> assertEquals(datagrams, counts.of(IngestCounter.RECEIVED_DATAGRAMS)));
  }

  /** What was sent is received exactly once, delivered, and adds up. */
  private void assertNothingIsMissing(LoadReport sent) throws Exception {
    awaitReceived(sent.datagrams());
    sinks.awaitDistinct(sent.lines());
    await("all is committed")
        .atMost(NOTICED_MAX)
        .until(
            () ->
                counts.position(0).number() == sent.datagrams()
                    && counts.position(1).number() == sent.datagrams());
    Exit check =
        boot.run("penstock", "check", "--balance", "--json", "-c", "/etc/penstock/config.ini");
    assertEquals(0, check.code(), check::text);
    assertTrue(Balance.equations(check).findAny().isPresent(), check::text);
    Balance.equations(check)
        .forEach(equation -> assertEquals(0, equation.get("residual").getAsLong(), check::text));
  }

  @Test
  void restartsReloadsAndKillsLoseNothingUnderLoad() throws Exception {
    assertEquals("notify", boot.show(INGEST, "Type"));
    LoadReport sent;
    try (Traffic traffic = traffic(5_000)) {
      for (String command : List.of("restart penstock.target", "restart " + INGEST)) {
        long before = counts.of(IngestCounter.RECEIVED_DATAGRAMS);
        String pid = boot.show(INGEST, "MainPID");
        boot.systemctl(command.split(" "));
        awaitActive(INGEST);
        awaitActive(WORKER);
        assertNotEquals(pid, boot.show(INGEST, "MainPID"));
        await("it goes on")
            .atMost(NOTICED_MAX)
            .until(() -> counts.of(IngestCounter.RECEIVED_DATAGRAMS) > before + 5_000);
      }
      boot.systemctl("reload", INGEST, WORKER);
      boot.systemctl("kill", "-s", "KILL", WORKER);
      await("the worker is started again")
          .atMost(NOTICED_MAX)
          .until(() -> boot.show(WORKER, "NRestarts").equals("1"));
      awaitActive(WORKER);
      await("a status that says something")
          .atMost(NOTICED_MAX)
          .until(
              () ->
                  boot.show(INGEST, "StatusText").contains("datagrams/s, backlog")
                      && boot.show(WORKER, "StatusText").startsWith("shards 0-1: 2 up"));
      sent = traffic.end();
    }
    assertNothingIsMissing(sent);
    assertEquals("0", boot.show(INGEST, "NRestarts"), boot::journal);
    boot.systemctl("stop", "penstock.target");
    for (String unit : List.of(INGEST, WORKER, SOCKET)) {
      await(unit + " is stopped with the target")
          .atMost(NOTICED_MAX)
          .until(() -> boot.show(unit, "ActiveState").equals("inactive"));
      assertEquals("success", boot.show(unit, "Result"), boot::journal);
    }
  }

  @Test
  void aHungReceiveLoopIsKilledByTheWatchdogAndStartedAgain() throws Exception {
    String dropIn = "/etc/systemd/system/" + INGEST + ".d/hang.conf";
    boot.replace(
        dropIn,
        "[Service]",
        "WatchdogSec=1",
        "Environment=PENSTOCK_JAVA_OPTS=-Dpenstock.crashpoint=after-append:3:hang");
    boot.systemctl("daemon-reload");
    boot.systemctl("restart", INGEST);
    LoadReport sent;
    try (Traffic traffic = traffic(1_000)) {
      await("systemd ends what hangs")
          .atMost(NOTICED_MAX)
          .until(() -> boot.run("journalctl", "-u", INGEST).out().contains("Watchdog timeout"));
      Files.delete(boot.inside(dropIn));
      boot.systemctl("daemon-reload");
      boot.systemctl("restart", INGEST);
      awaitActive(INGEST);
      sent = traffic.end();
    }
    assertNothingIsMissing(sent);
  }

  @Test
  void aFaultInTheConfigurationIsReadableAndWhatArrivesMeanwhileWaits() throws Exception {
    boot.replace("/etc/penstock/config.ini", config("flush_intervall = 4ms"));
    assertNotEquals(0, boot.run("systemctl", "restart", INGEST).code());
    Exit lines = boot.run("journalctl", "-u", INGEST, "-p", "err", "-o", "cat", "--no-pager");
    assertTrue(
        lines.out().lines().anyMatch(line -> line.contains("flush_intervall: unknown key")),
        boot::journal);
    assertTrue(boot.show(INGEST, "StatusText").contains("flush_intervall"), boot::journal);
    assertEquals("2", boot.show(INGEST, "ExecMainStatus"));
    LoadReport sent;
    try (Traffic traffic = traffic(1_000)) {
      Thread.sleep(1_000); // so that it waits, and is started in vain meanwhile
      assertEquals("active", boot.show(SOCKET, "ActiveState"), boot::journal);
      boot.replace("/etc/penstock/config.ini", config());
      awaitActive(INGEST); // by what arrives: nobody starts it
      sent = traffic.end();
    }
    assertNothingIsMissing(sent);
  }
}
