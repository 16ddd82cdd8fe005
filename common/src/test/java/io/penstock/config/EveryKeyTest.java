package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Origin.Source;
import io.penstock.dialect.Dialect;
import io.penstock.net.IpNetwork;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** No key can be dead, misspelt or undocumented. */
class EveryKeyTest {
  private static final String DESTINATIONS = "destinations = 10.0.0.1:1";

  /** A key, what it says by default and otherwise, and where the value must arrive. */
  private record Case(
      String path,
      String text,
      Function<Configuration, Object> readBack,
      Object byDefault,
      Object set) {}

  private static final List<Case> CASES =
      List.of(
          new Case("bind_interface", "::1", Configuration::bindInterface, "127.0.0.1", "::1"),
          new Case("bind_port", "9125", Configuration::bindPort, 8125, 9125),
          new Case("threads", "3", Configuration::threads, 1, 3),
          new Case(
              "destinations",
              "a:1 b:2",
              Configuration::destinations,
              List.of(new Destination("10.0.0.1", 1)),
              List.of(new Destination("a", 1), new Destination("b", 2))),
          new Case(
              "data_dir",
              "/var/lib/penstock",
              c -> c.dataDirectory().root().getFileName().toString(),
              "data",
              "penstock"),
          new Case(
              "ingest.receive_buffer",
              "1MiB",
              c -> c.ingest().receiveBufferBytes(),
              16 << 20,
              1 << 20),
          new Case("ingest.gather", "500us", c -> c.ingest().gatherNs(), 1_000_000L, 500_000L),
          new Case(
              "ingest.listen",
              "tcp://[::1]:8125 unix:///run/dogstatsd.sock",
              c -> c.ingest().listen(),
              List.of(),
              List.of(
                  new ListenAddress(Destination.Transport.TCP, "::1", 8125),
                  new ListenAddress(Destination.Transport.UNIX, "/run/dogstatsd.sock", 0))),
          new Case("ingest.socket_mode", "0666", c -> c.ingest().socketMode(), 0660, 0666),
          new Case(
              "ingest.allow",
              "10.0.0.0/8 ::1",
              c -> c.ingest().allow(),
              List.of(),
              List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("::1/128"))),
          new Case("ingest.connections", "16", c -> c.ingest().connectionsMax(), 1024, 16),
          new Case("ingest.idle", "0", c -> c.ingest().idleNs(), 600_000_000_000L, 0L),
          new Case("ingest.max_line", "8KiB", c -> c.ingest().maxLineBytes(), 65_535, 8_192),
          new Case(
              "journal.roll_bytes", "8MiB", c -> c.journal().rollBytes(), 256L << 20, 8L << 20),
          new Case(
              "journal.roll_age",
              "2min",
              c -> c.journal().rollAgeNs(),
              3_600_000_000_000L,
              120_000_000_000L),
          new Case(
              "journal.allocate_ahead",
              "16MB",
              c -> c.journal().allocateAheadBytes(),
              64L << 20,
              16_000_000L),
          new Case("shards.hash", "slots", c -> c.shards().hash(), HashKind.DJB2, HashKind.SLOTS),
          new Case(
              "journal.max_bytes",
              "1GiB",
              c -> c.journal().retention().maxBytes(),
              10L << 30,
              1L << 30),
          new Case(
              "journal.when_full",
              "refuse_newest",
              c -> c.journal().retention().whenFull(),
              WhenFull.DROP_OLDEST,
              WhenFull.REFUSE_NEWEST),
          new Case(
              "journal.keep_read",
              "10min",
              c -> c.journal().retention().keepReadNs(),
              86_400_000_000_000L,
              600_000_000_000L),
          new Case(
              "journal.max_age",
              "7d",
              c -> c.journal().retention().maxAgeNs(),
              Long.MAX_VALUE,
              604_800_000_000_000L),
          new Case(
              "journal.free_soft",
              "5%",
              c -> c.journal().retention().freeSoft(),
              new FreeSpace(2L << 30, 10),
              new FreeSpace(Long.MAX_VALUE, 5)),
          new Case(
              "journal.free_hard",
              "64MiB",
              c -> c.journal().retention().freeHard(),
              new FreeSpace(256L << 20, 2),
              new FreeSpace(64L << 20, 100)),
          new Case("journal.fsync", "500ms", c -> c.journal().fsyncIntervalNs(), 0L, 500_000_000L),
          new Case(
              "journal.unfit_filesystem",
              "allow",
              c -> c.journal().unfitFilesystem(),
              UnfitFilesystem.REFUSE,
              UnfitFilesystem.ALLOW),
          new Case("shards.key", "name", c -> c.shards().key(), KeyRule.NAME_TAGS, KeyRule.NAME),
          new Case("forward.max_packet", "512", c -> c.forward().maxPacketBytes(), 1432, 512),
          new Case(
              "forward.flush_interval",
              "10ms",
              c -> c.forward().flushIntervalNs(),
              4_000_000L,
              10_000_000L),
          new Case(
              "forward.doubt_window", "0", c -> c.forward().doubtWindowNs(), 2_000_000_000L, 0L),
          new Case(
              "forward.replay_rate",
              "max",
              c -> c.forward().replayRate(),
              100_000L,
              Long.MAX_VALUE),
          new Case(
              "forward.group_window",
              "1GiB",
              c -> c.forward().groupWindowBytes(),
              64L << 20,
              1L << 30),
          new Case(
              "forward.retry_min",
              "50ms",
              c -> c.forward().retryMinNs(),
              100_000_000L,
              50_000_000L),
          new Case(
              "forward.retry_max",
              "30s",
              c -> c.forward().retryMaxNs(),
              2_000_000_000L,
              30_000_000_000L),
          new Case(
              "forward.send_buffer",
              "256KiB",
              c -> c.forward().sendBufferBytes(),
              4 << 20,
              256 << 10),
          new Case(
              "forward.poll_interval",
              "100us",
              c -> c.forward().pollIntervalNs(),
              1_000_000L,
              100_000L),
          new Case(
              "forward.max_age",
              "1h",
              c -> c.forward().maxAgeNs(),
              Long.MAX_VALUE,
              3_600_000_000_000L),
          new Case(
              "forward.replay_types",
              "c, ms,_e",
              c -> c.forward().replayTypes(),
              List.of(),
              List.of("c", "ms", "_e")),
          new Case(
              "forward.resolve_interval",
              "5s",
              c -> c.forward().resolveIntervalNs(),
              30_000_000_000L,
              5_000_000_000L),
          new Case(
              "forward.strip",
              "c, T",
              c -> c.forward().dialect().strip(),
              Set.of(),
              Set.of(Dialect.Section.CONTAINER, Dialect.Section.TIMESTAMP)),
          new Case(
              "forward.drop",
              "events,service_checks",
              c -> c.forward().dialect().drop(),
              Set.of(),
              Set.of(Dialect.Sort.EVENTS, Dialect.Sort.SERVICE_CHECKS)),
          new Case("forward.unpack", "true", c -> c.forward().dialect().unpack(), false, true),
          new Case(
              "forward.replay_timestamp",
              "dogstatsd",
              c -> c.forward().dialect().replayTimestamp(),
              false,
              true),
          new Case(
              "forward.replay_tag",
              "replayed:true",
              c -> c.forward().dialect().replayTag(),
              "",
              "replayed:true"),
          new Case("forward.catch_up", "1.5", c -> c.forward().catchUp(), 2.0, 1.5),
          new Case(
              "forward.health",
              "http://[::1]:8080/ok?a=1",
              c -> c.forward().health(),
              Health.NONE,
              new Health(Health.Protocol.HTTP, "::1", 8080, "/ok?a=1")),
          new Case(
              "forward.health_interval",
              "5s",
              c -> c.forward().healthIntervalNs(),
              1_000_000_000L,
              5_000_000_000L),
          new Case(
              "forward.health_timeout",
              "250ms",
              c -> c.forward().healthTimeoutNs(),
              1_000_000_000L,
              250_000_000L),
          new Case(
              "forward.trial", "500ms", c -> c.forward().trialNs(), 2_000_000_000L, 500_000_000L),
          new Case(
              "forward.mirror",
              "tcp://a:1",
              c -> c.forward().mirror(),
              Optional.empty(),
              Optional.of(Destination.parse("tcp://a:1"))),
          new Case(
              "console.bind",
              "[::1]:9180",
              c -> c.console().bind(),
              Optional.of(new HttpAddress("127.0.0.1", 8180)),
              Optional.of(new HttpAddress("::1", 9180))),
          new Case(
              "console.ready",
              "lag=60s:10min, residual=0",
              c -> c.console().ready(),
              "alive,lag=10min",
              "lag=60s:10min, residual=0"),
          new Case("console.lines", "false", c -> c.console().lines(), true, false));

  @TempDir Path folder;

  @Test
  void everyKeyHasACase() {
    Set<String> paths = new HashSet<>();
    CASES.forEach(one -> paths.add(one.path()));
    assertEquals(Set.copyOf(Keys.all().stream().map(Key::path).toList()), paths);
  }

  @TestFactory
  Stream<DynamicTest> valueArrivesFromFileEnvironmentAndFlag() {
    return CASES.stream().map(one -> DynamicTest.dynamicTest(one.path(), () -> arrives(one)));
  }

  private void arrives(Case one) {
    assertNotEquals(one.byDefault(), one.set());
    Configuration untouched = new Configured(folder).file(DESTINATIONS).load();
    assertEquals(one.byDefault(), one.readBack().apply(untouched));

    String variable = "PENSTOCK_" + one.path().replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    List<Configuration> given =
        List.of(
            new Configured(folder).file(inFile(one)).load(),
            new Configured(folder).file(DESTINATIONS).environment(variable, one.text()).load(),
            new Configured(folder)
                .file(DESTINATIONS)
                .flags("--set", one.path() + "=" + one.text())
                .load());
    List<Source> sources = List.of(Source.FILE, Source.ENVIRONMENT, Source.FLAG);
    for (int i = 0; i < given.size(); i++) {
      assertEquals(one.set(), one.readBack().apply(given.get(i)), sources.get(i).toString());
      assertEquals(sources.get(i), settingOf(given.get(i), one.path()).origin().source());
    }
  }

  private static String[] inFile(Case one) {
    int dot = one.path().indexOf('.');
    String assignment = one.path().substring(dot + 1) + " = " + one.text();
    if (dot < 0) {
      String destinations = one.path().equals("destinations") ? "" : DESTINATIONS;
      return new String[] {destinations, assignment};
    }
    return new String[] {DESTINATIONS, "[" + one.path().substring(0, dot) + "]", assignment};
  }

  private static Setting settingOf(Configuration configuration, String path) {
    return configuration.settings().stream()
        .filter(setting -> setting.key().path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shippedFileNamesEveryKeyWithItsDefault() throws IOException {
    Path shipped = Path.of("..", "config.ini");
    List<String> lines = Files.readAllLines(shipped);
    for (Key<?> key : Keys.all()) {
      String line = key.name() + " = " + key.defaultText();
      assertTrue(
          lines.stream().anyMatch(l -> l.equals("# " + line) || l.startsWith(line)),
          "config.ini has no line: " + line);
    }
  }

  @Test
  void shippedFileHasTwoDestinationsOnThisHost() {
    Configuration shipped =
        new Configured(folder)
            .flags("-c", Path.of("../config.ini").toAbsolutePath().toString())
            .load();
    assertEquals(
        List.of(new Destination("127.0.0.1", 8127), new Destination("127.0.0.1", 8128)),
        shipped.destinations());
  }
}
