package io.penstock.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.counters.ReaderState;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.Processes;
import io.penstock.tools.status.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The remedy that starts a daemon is the command of this installation. */
class StartTest {
  @TempDir Path host;
  private final long now = System.currentTimeMillis() + 1_500;
  private final long pid = ProcessHandle.current().pid(); // what the fixture notes as the writer

  @CommandLine.Command
  private static final class Holding {
    @CommandLine.Mixin private final ConfigurationOptions options = new ConfigurationOptions();
  }

  private Patient patient(Daemons daemons) {
    Holding holding = new Holding();
    new CommandLine(holding).parseArgs("-d", "a:1 b:1 c:1");
    Configuration configuration = holding.options.load();
    return new Patient(
        daemons.data,
        Optional.of(configuration),
        Look.at(daemons.data, now, new Processes()),
        Proc.at(host.resolve("proc")),
        host);
  }

  private Daemons packaged() throws IOException {
    Files.createDirectories(host.resolve("var/lib"));
    Daemons daemons = new Daemons(host.resolve("var/lib"), "penstock");
    file("usr/lib/systemd/system/penstock-ingest.service", "");
    return daemons;
  }

  private void boot() throws IOException {
    Files.createDirectories(host.resolve("run/systemd/system"));
  }

  private void file(String path, String text) throws IOException {
    Path file = host.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Finding> startable(Patient patient) throws Exception {
    List<Finding> findings = new ArrayList<>(Receiving.buffer(patient));
    findings.addAll(Locks.of(patient));
    findings.addAll(Readers.owners(patient));
    return findings.stream().filter(one -> one.severity() != Severity.FINE).toList();
  }

  @Test
  void aFreshPackageIsOneFindingWithTheUnits() throws Exception {
    Daemons daemons = packaged();
    boot();
    List<Finding> findings = startable(patient(daemons));
    assertEquals(1, findings.size(), findings::toString);
    assertEquals(Severity.WARNING, findings.getFirst().severity());
    assertTrue(
        findings
            .getFirst()
            .remedy()
            .contains(
                "systemctl enable --now penstock.target penstock-ingest.socket"
                    + " penstock-ingest.service penstock-worker@all"),
        findings::toString);
  }

  @Test
  void aPackageInAContainerHasNoSystemdToAsk() throws Exception {
    List<Finding> findings = startable(patient(packaged()));
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(findings.getFirst().remedy().startsWith("Start both: penstock run;"));
  }

  @Test
  void aDataDirectoryOfOnesOwnBesideAPackageIsNotThatOfTheUnits() throws Exception {
    packaged();
    boot();
    List<Finding> findings = startable(patient(new Daemons(host.resolve("var"))));
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(findings.getFirst().remedy().contains("penstock run"), findings::toString);
  }

  @Test
  void shardsWithoutAWorkerGetTheInstanceThatFitsBesideTheOthers() throws Exception {
    Daemons daemons = packaged();
    boot();
    daemons.ingest(500, now);
    assertEquals(
        "Start a worker: systemctl enable --now penstock-worker@all; systemctl status"
            + " 'penstock-worker@*' says why one ended",
        Start.of(patient(daemons)).worker(List.of(0, 1, 2)));
    List<Finding> untaken = Readers.owners(patient(daemons));
    assertEquals(1, untaken.size(), untaken::toString);
    assertTrue(untaken.getFirst().text().contains("shard-0 (a:1), shard-1 (b:1), shard-2 (c:1)"));
    daemons.reader("shard-1", 1_400, 1_400, ReaderState.READING, now);
    String other = Start.of(patient(daemons)).worker(List.of(2, 0));
    assertTrue(other.contains("penstock-worker@0,2;"), other);
    assertTrue(Start.of(patient(daemons)).ingest().contains("systemctl start penstock-ingest"));
    String reload = Start.of(patient(daemons)).reload(List.of(2));
    assertTrue(reload.contains("systemctl reload 'penstock-worker@*'"), reload);
  }

  @Test
  void underRunTheSupervisorStartsWhatDied() throws Exception {
    Daemons daemons = new Daemons(host).ingest(500, now);
    daemons.reader("shard-0", 1_400, 1_400, ReaderState.READING, now - 200_000);
    file("proc/" + pid + "/cmdline", "java\0-jar\0/opt/penstock/penstock-ingest.jar\0");
    file("proc/" + pid + "/status", "Name:\tjava\nPPid:\t41\n");
    file("proc/41/cmdline", "java\0-jar\0/opt/penstock/penstock-tools.jar\0run\0");
    String worker = Start.of(patient(daemons)).worker(List.of(0));
    assertTrue(worker.startsWith("penstock run starts it again"), worker);
    file("proc/41/cmdline", "bash\0run\0");
    worker = Start.of(patient(daemons)).worker(List.of(0));
    assertEquals("Start a worker: penstock worker --shards 0", worker);
  }

  @Test
  void whereNothingRunsBothWaysAreNamed() throws Exception {
    Daemons daemons = new Daemons(host).ingest(500, now - 200_000);
    assertEquals("Start it: penstock ingest, or penstock run", Start.of(patient(daemons)).ingest());
    assertTrue(Start.of(patient(daemons)).worker(List.of(1, 0)).contains("--shards 0,1; or both"));
  }
}
