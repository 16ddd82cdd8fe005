package io.penstock.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.Destination;
import io.penstock.counters.CounterFile;
import io.penstock.counters.FileKind;
import io.penstock.counters.IngestCounter;
import io.penstock.counters.InputNames;
import io.penstock.counters.ReaderCounter;
import io.penstock.counters.ReaderState;
import io.penstock.os.HostClock;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.look.Look;
import io.penstock.tools.look.Processes;
import io.penstock.tools.select.SomeJournal;
import io.penstock.tools.status.Daemons;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each ill is found, with its figures and its remedy; what is well is said to be. */
class DoctorTest {
  @TempDir Path folder;

  /** Heartbeats a little ahead of the clock stay young on a slow host too. */
  private final long now = System.currentTimeMillis() + 1_500;

  private Daemons daemons;
  private String destinations = "127.0.0.1:1";
  private final List<String> settings = new ArrayList<>();

  @BeforeEach
  void ingestIsAlive() throws IOException {
    daemons = new Daemons(folder).ingest(500, now);
  }

  private Patient patient() {
    ConfigurationOptions options = new ConfigurationOptions();
    List<String> words = new ArrayList<>(List.of("-d", destinations));
    settings.forEach(setting -> words.add("--set=" + setting));
    new CommandLine(new Holding(options)).parseArgs(words.toArray(String[]::new));
    Configuration configuration = options.load();
    return new Patient(
        daemons.data,
        Optional.of(configuration),
        Look.at(daemons.data, now, new Processes()),
        Proc.at(folder.resolve("proc")),
        folder);
  }

  @CommandLine.Command
  private static final class Holding {
    @CommandLine.Mixin private final ConfigurationOptions options;

    Holding(ConfigurationOptions options) {
      this.options = options;
    }
  }

  private void proc(String path, String text) throws IOException {
    Path file = folder.resolve("proc").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void assertFound(
      List<Finding> findings, Severity severity, String text, String remedy) {
    assertTrue(
        findings.stream()
            .anyMatch(
                f ->
                    f.severity() == severity
                        && f.text().contains(text)
                        && f.remedy().contains(remedy)),
        () -> findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
  }

  @Test
  void smallReceiveBufferComesWithTheSysctlLine() throws IOException {
    proc("sys/net/core/rmem_max", "212992\n");
    assertFound(
        Receiving.buffer(patient()),
        Severity.WARNING,
        "asked for 16 MiB and was granted 208 KiB (net.core.rmem_max = 212992)",
        "sysctl -w net.core.rmem_max=16777216");
  }

  @Test
  void dropsOfTheKernelAreHeldAgainstThoseOfTheHost() throws IOException {
    proc("net/snmp", "Udp: RcvbufErrors MemErrors\nUdp: 12 4\n");
    proc("net/snmp6", "Udp6RcvbufErrors 3\n");
    List<Finding> findings = Receiving.drops(patient());
    assertFound(findings, Severity.WARNING, "dropped 5 datagrams at ingest's full socket", "CPU");
    assertFound(findings, Severity.WARNING, "has dropped 15 UDP datagrams of all programs", "");
    assertFound(findings, Severity.WARNING, "4 datagrams because all UDP sockets", "udp_mem");
  }

  @Test
  void journalFromTheFutureIsFound() throws IOException {
    try (CounterFile file =
        CounterFile.openWritable(daemons.data.ingestCounters(), FileKind.INGEST)) {
      file.set(IngestCounter.LAST_RECEIVE_TIME_NS, (now + 3 * 3_600_000L) * 1_000_000);
      file.set(IngestCounter.CLOCK_STEPS_BACK, 2);
      file.heartbeat(now);
    }
    List<Finding> findings = Clocks.of(patient(), Optional.of(new HostClock(false, 0)));
    assertFound(findings, Severity.WARNING, "unsynchronised", "timedatectl");
    assertFound(findings, Severity.ERROR, "newest record is 3 h 0 min ahead", "Correct the clock");
    assertFound(findings, Severity.WARNING, "behind the newest record 2 times", "Slew the clock");
    assertFound(
        Clocks.of(patient(), Optional.of(new HostClock(true, 12_000))),
        Severity.FINE,
        "wrong by at most 0.0 s",
        "");
  }

  @Test
  void loopsAreNotLookedForWithoutIngest() throws Exception {
    daemons.ingest(500, 0);
    assertFound(Loops.of(patient(), 1), Severity.WARNING, "ingest is not alive", "penstock ingest");
  }

  @Test
  void readersWithoutAWorkerAreFound() throws IOException {
    destinations = "a:1 b:1 c:1 d:1";
    daemons
        .reader("shard-0", 1_400, 1_400, ReaderState.READING, now)
        .reader("shard-1", 1_400, 1_400, ReaderState.READING, now - 200_000)
        .reader("shard-2", 1_500, 1_500, ReaderState.STOPPED, 0)
        .reader("shard-7", 1_200, 1_200, ReaderState.STOPPED, 0)
        .reader("shard-8", 1_500, 1_500, ReaderState.RETIRED, 0);
    List<Finding> findings = Readers.owners(patient());
    assertFound(
        findings,
        Severity.ERROR,
        "shard-1 at datagram 1,400, 100 behind, silent for 3 min",
        "penstock worker --shards 1");
    assertFound(findings, Severity.WARNING, "shard-2 at datagram 1,500, 0 behind", "--shards 2");
    assertFound(
        findings,
        Severity.WARNING,
        "no longer in the configuration: shard-7",
        "penstock forget shard-7");
    assertFound(findings, Severity.ERROR, "ever run for shard-3", "--shards 3");
    assertFound(findings, Severity.FINE, "shard-8 is drained, nothing is queued for it", "");
    assertEquals(5, findings.size(), findings::toString);
  }

  @Test
  void readerWhoseFileCannotBeReadComesWithItsRemedy() throws IOException {
    destinations = "a:1 b:1";
    daemons.reader("shard-0", 1_400, 1_400, ReaderState.READING, now);
    Files.createFile(daemons.data.readers().resolve("shard-1"));
    List<Finding> findings = Readers.owners(patient());
    assertFound(findings, Severity.ERROR, "the file of shard-1 (b:1) cannot be read", "repair");
    assertEquals(1, findings.size(), findings::toString);
    String fault = patient().look().faults().getFirst();
    assertTrue(fault.contains("run penstock repair"), fault);
  }

  @Test
  void whatIsGoneFromTheConfigurationHasNoPartInTheSpread() throws IOException {
    destinations = "a:1 b:1";
    for (int shard = 0; shard < 3; shard++) {
      daemons.reader("shard-" + shard, 1_400, 1_400, ReaderState.READING, shard < 2 ? now : 0);
      try (ReaderFile file = ReaderFile.openWritable(daemons.data.readers(), "shard-" + shard, 0)) {
        file.counters().set(ReaderCounter.LAYOUT_SHARDS, 2);
        file.counters().set(ReaderCounter.SCANNED_LINES, 100_000);
        file.counters().set(ReaderCounter.ROUTED_LINES, shard == 2 ? 90_000 : 50_000);
      }
    }
    List<Finding> findings = Readers.spread(patient());
    assertTrue(findings.stream().noneMatch(one -> one.text().contains("shard-2")), "gone");
    assertFound(findings, Severity.FINE, "gets 50% of the lines, 1.0 times", "");
  }

  @Test
  void pausesAreFoundWithWhatWaitsAndWhetherItIsSafe() throws IOException {
    daemons
        .reader("shard-0", 1_400, 1_400, ReaderState.PAUSED, now)
        .reader("shard-1", 1_500, 1_500, ReaderState.READING, now);
    headroom(-1);
    assertEquals(List.of(), Pauses.of(patient()));
    ReaderFile.pause(daemons.data.readers().resolve("shard-0"), Long.MAX_VALUE);
    ReaderFile.pause(daemons.data.readers().resolve("shard-1"), now - 60_000);
    List<Finding> findings = Pauses.of(patient());
    assertEquals(1, findings.size(), "one is over: " + findings);
    assertFound(
        findings,
        Severity.WARNING,
        "shard-0 is paused by hand, with no end; 100 datagrams are queued",
        "penstock resume shard-0");
    headroom(TimeUnit.DAYS.toSeconds(2));
    assertFound(Pauses.of(patient()), Severity.WARNING, "with no end", "resume");
    headroom(600);
    assertFound(Pauses.of(patient()), Severity.ERROR, "deleted in 10 min", "max_bytes");
    ReaderFile.pause(daemons.data.readers().resolve("shard-0"), now + 300_000 + 59_000);
    assertFound(Pauses.of(patient()), Severity.WARNING, "for another 5 min", "resume shard-0");
  }

  private void headroom(long seconds) throws IOException {
    try (CounterFile file =
        CounterFile.openWritable(daemons.data.ingestCounters(), FileKind.INGEST)) {
      file.set(IngestCounter.HEADROOM_SECONDS, seconds);
      file.heartbeat(now);
    }
  }

  @Test
  void anAddressThatASocketHandedOverReplacesIsFound() throws IOException {
    settings.addAll(List.of("bind_interface=127.0.0.1", "bind_port=31250"));
    inputs("127.0.0.1:31250 (inherited: statsd)", "tcp://[::]:8125 (inherited: lines)");
    assertTrue(Doors.of(patient()).stream().noneMatch(f -> f.text().contains("no effect")));
    inputs("127.0.0.1:31250");
    assertTrue(Doors.of(patient()).stream().noneMatch(f -> f.text().contains("no effect")));
    for (String other : List.of("127.0.0.1:8125", "127.0.0.2:31250", "[::1]:31250")) {
      inputs(other + " (inherited: statsd)");
      assertFound(
          Doors.of(patient()),
          Severity.WARNING,
          "127.0.0.1:31250 and have no effect: ingest was handed the socket " + other,
          "systemctl edit penstock-ingest.socket");
    }
  }

  private void inputs(String... names) throws IOException {
    try (CounterFile file =
        CounterFile.openWritable(daemons.data.ingestCounters(), FileKind.INGEST)) {
      InputNames.write(file, List.of(names));
      file.heartbeat(now);
    }
  }

  @Test
  void aDestinationIsAskedAsAWorkerSends() throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      Probe any = Probe.of(new Destination("0.0.0.0", server.getLocalPort()));
      assertEquals(Probe.Answer.SILENT, any.answer(), any::text);
    }
    Probe broadcast = Probe.of(new Destination("255.255.255.255", 31_999));
    assertEquals(Probe.Answer.REFUSES, broadcast.answer(), "a worker may not send there");
  }

  @Test
  void mirrorsThatTakeNothingAreDoubledOrNotInForceAreFound() throws IOException {
    destinations = "127.0.0.1:1 127.0.0.1:2";
    settings.addAll(
        List.of(
            "shard.1.mirror=127.0.0.1:3",
            "mirror.copy.destinations=127.0.0.1:1 127.0.0.1:4",
            "mirror.late.destinations=127.0.0.1:5"));
    daemons
        .reader("shard-0", 1_500, 1_500, ReaderState.READING, now)
        .reader("shard-1", 1_500, 1_500, ReaderState.READING, now)
        .reader("mirror-1", 1_200, 1_200, ReaderState.DOWN, now)
        .reader("copy-0", 1_500, 1_500, ReaderState.READING, now)
        .reader("old-0", 1_200, 1_200, ReaderState.STOPPED, 0);
    List<Finding> findings = Mirrors.of(patient());
    assertFound(
        findings,
        Severity.WARNING,
        "mirror-1 (127.0.0.1:3) takes nothing: 300 datagrams wait",
        "[shard.1] mirror");
    assertFound(
        findings,
        Severity.ERROR,
        "copy-0 sends to 127.0.0.1:1, which is the server of shard 0 too",
        "[mirror.copy] destinations");
    assertEquals(2, findings.size(), "there is no journal that could have a layout: " + findings);
    try (SomeJournal _ = new SomeJournal(folder, SomeJournal.withRing(2, 3))) {
      findings = Mirrors.of(patient());
      String pid = Long.toString(ProcessHandle.current().pid());
      assertFound(findings, Severity.ERROR, "with 2 servers, and 3 are in force", "-HUP " + pid);
      assertFound(findings, Severity.ERROR, "[mirror.late] is configured and not in force", "kill");
    }
    List<Finding> readers = Readers.owners(patient());
    assertFound(readers, Severity.ERROR, "ever run for copy-1 (127.0.0.1:4)", "kill -HUP");
    assertFound(readers, Severity.FINE, "old-0 has nothing left in the journal", "");
  }

  @Test
  void unevenShardsAreMeasured() throws IOException {
    destinations = "a:1 b:1 c:1";
    for (int shard = 0; shard < 3; shard++) {
      daemons.reader("shard-" + shard, 1_400, 1_400, ReaderState.READING, now);
      try (ReaderFile file = ReaderFile.openWritable(daemons.data.readers(), "shard-" + shard, 0)) {
        file.counters().set(ReaderCounter.LAYOUT_SHARDS, 3);
        file.counters().set(ReaderCounter.SCANNED_LINES, 100_000);
        file.counters().set(ReaderCounter.ROUTED_LINES, shard == 1 ? 80_000 : 10_000);
      }
    }
    List<Finding> findings = Readers.spread(patient());
    assertFound(findings, Severity.WARNING, "shard-1 gets 80% of the lines, 2.4 times", "top");
    assertFound(findings, Severity.WARNING, "3 shards with hash = djb2", "hash=slots");
  }

  @Test
  void daemonThatHoldsItsLockAndDoesNotBeatHangs() throws IOException {
    daemons.ingest(500, now - 80_000);
    Path lock = daemons.data.lock("ingest");
    Files.createFile(lock);
    assertFound(
        Locks.of(patient()), Severity.ERROR, "has not beaten for 1 min and its lock is free", "");
    proc(
        "locks",
        "1: FLOCK ADVISORY WRITE 4711 fe:00:" + Files.getAttribute(lock, "unix:ino") + " 0 EOF");
    assertFound(
        Locks.of(patient()), Severity.ERROR, "its lock is held by process 4711", "kill -CONT 4711");
  }

  @Test
  void destinationsAreAskedAndOnlyASilentOneIsBelieved() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    Path nobody = folder.resolve("none.sock");
    try (DatagramSocket udp = new DatagramSocket(0, here);
        ServerSocket tcp = new ServerSocket(0, 1, here)) {
      int deadPort;
      try (DatagramSocket dead = new DatagramSocket(0, here)) {
        deadPort = dead.getLocalPort();
      }
      destinations =
          "127.0.0.1:%d tcp://127.0.0.1:%d 127.0.0.1:%d no-such-name.invalid:1 unix://%s"
              .formatted(udp.getLocalPort(), tcp.getLocalPort(), deadPort, nobody);
      List<Finding> findings = Destinations.of(patient());
      assertFound(findings, Severity.FINE, "not refused, which is all that UDP can show", "");
      assertFound(findings, Severity.FINE, "shard 1, tcp://127.0.0.1:", "");
      assertFound(findings, Severity.ERROR, ":" + deadPort + ": refused: nothing listens", "port");
      assertFound(findings, Severity.ERROR, "does not resolve", "getent hosts no-such-name");
      assertFound(findings, Severity.ERROR, "there is no such socket", nobody.toString());
      assertEquals(5, findings.size(), findings::toString);
    }
  }

  @Test
  void fileThatCannotBeReadIsAnErrorAndNoEnd() throws IOException {
    Files.writeString(daemons.data.readers().resolve("shard-0"), "garbage");
    List<Finding> findings = Examinations.of(patient());
    assertFound(findings, Severity.ERROR, "shard-0: ", "penstock check");
    assertFound(findings, Severity.FINE, "mode rwxr-x---", "");
  }

  @Test
  void daemonWithoutTheLaunchersFlagsIsFound() throws IOException {
    long pid = ProcessHandle.current().pid(); // what the fixture notes as the writer
    proc(pid + "/cmdline", "java\0-jar\0penstock-ingest.jar\0");
    proc(pid + "/limits", "Max open files            256                  4096      files\n");
    assertFound(
        Java.flags(patient()), Severity.WARNING, "-Dchronicle.analytics.disable=true", "scripts/");
    assertFound(Java.openFiles(patient()), Severity.WARNING, "may open 256 files", "ulimit -n");
  }

  private static String run(int exitCode, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new DoctorCommand());
    program.setOut(new PrintWriter(out));
    program.setErr(new PrintWriter(out));
    assertEquals(exitCode, program.execute(arguments), out.toString());
    return out.toString();
  }

  @Test
  void worstFindingIsTheExitCode() throws IOException {
    daemons.reader("shard-0", 1_400, 1_400, ReaderState.READING, now - 200_000);
    String root = daemons.data.root().toString();
    String page = run(2, "--data-dir", root, "-d", "127.0.0.1:1");
    assertTrue(
        page.contains("\nERROR readers: their worker died") || page.startsWith("ERROR"), page);
    assertTrue(page.contains("    -> Start a worker: penstock worker --shards 0"), page);
    assertTrue(page.contains(" errors, ") || page.contains(" error, "), page);
    assertFalse(page.contains("Exception"), page);
    JsonObject json =
        JsonParser.parseString(run(2, "--json", "--data-dir", root, "-d", "127.0.0.1:1"))
            .getAsJsonObject();
    assertEquals(Set.of("exit_code", "findings"), json.keySet());
    assertEquals(
        Set.of("severity", "topic", "text", "remedy"),
        json.getAsJsonArray("findings").get(0).getAsJsonObject().keySet());
  }

  @Test
  void paragraphsFitTheTerminal() {
    List<Finding> findings = Examinations.of(patient());
    for (int width = 20; width <= 120; width++) {
      int limit = width;
      List<String> lines = DoctorText.lines(findings, width, false);
      assertTrue(lines.stream().allMatch(line -> line.length() <= limit), "width " + width);
    }
    assertEquals(
        DoctorText.lines(findings, 80, false),
        DoctorText.lines(findings, 80, true).stream()
            .map(line -> line.replaceAll("\u001b\\[[\\d;]+m", ""))
            .toList());
  }

  @Test
  void anOpenDoorWithoutAListOfWhoMayEnterIsAWarning() throws IOException {
    assertTrue(
        Doors.of(patient()).stream().allMatch(finding -> finding.severity() == Severity.FINE));
    settings.add("ingest.listen=tcp://0.0.0.0:8125");
    assertFound(Doors.of(patient()), Severity.WARNING, "tcp://0.0.0.0:8125", "allow");
    settings.add("ingest.allow=10.0.0.0/8");
    assertTrue(
        Doors.of(patient()).stream().allMatch(finding -> finding.severity() == Severity.FINE));
  }

  @Test
  void aSocketsFileThatIsGoneIsAnError() throws IOException {
    Path socket = folder.resolve("d.sock");
    try (CounterFile counters =
        CounterFile.openWritable(daemons.data.ingestCounters(), FileKind.INGEST)) {
      InputNames.write(
          counters,
          List.of("127.0.0.1:8125", "unix://" + socket, "unix:///another (inherited: x)"));
      counters.heartbeat(now);
    }
    assertFound(Doors.of(patient()), Severity.ERROR, "d.sock has been removed", "Restart ingest");
    Files.createFile(socket);
    assertEquals(Severity.FINE, Doors.of(patient()).getFirst().severity());
  }
}
