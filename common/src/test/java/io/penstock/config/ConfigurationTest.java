package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which value wins, and what the file may look like. */
class ConfigurationTest {
  @TempDir Path folder;
  private Configured given;

  @BeforeEach
  void nothingGiven() {
    given = new Configured(folder);
  }

  @Test
  void fileOfTheRustProxyWorksAsItIs() {
    Configuration configuration =
        given
            .file(
                "bind_interface = 0.0.0.0",
                "bind_port = 8125",
                "threads = 3",
                "destinations = 127.0.0.1:5002 127.0.0.1:5003 127.0.0.1:5004")
            .load();
    assertEquals("0.0.0.0", configuration.bindInterface());
    assertEquals(8125, configuration.bindPort());
    assertEquals(3, configuration.threads());
    assertEquals(3, configuration.destinations().size());
    assertEquals(folder.resolve("data"), configuration.dataDirectory().root());
    assertEquals(Optional.of(folder.resolve("config.ini")), configuration.file());
  }

  @Test
  void flagBeatsEnvironmentBeatsFileBeatsDefault() {
    given.file("destinations = a:1");
    assertEquals("default", originOf("bind_port", given.load()));
    given.file("destinations = a:1", "bind_port = 1");
    assertEquals("config.ini:2", originOf("bind_port", given.load()));
    given.environment("BIND_PORT", "2");
    assertEquals("environment BIND_PORT", originOf("bind_port", given.load()));
    assertEquals(2, given.load().bindPort());
    given.environment("PENSTOCK_BIND_PORT", "3");
    assertEquals("environment PENSTOCK_BIND_PORT", originOf("bind_port", given.load()));
    given.flags("-p", "4");
    assertEquals("flag --bind-port", originOf("bind_port", given.load()));
    assertEquals(4, given.load().bindPort());
  }

  private static String originOf(String path, Configuration configuration) {
    return configuration.settings().stream()
        .filter(setting -> setting.key().path().equals(path))
        .findFirst()
        .orElseThrow()
        .origin()
        .description();
  }

  @Test
  void environmentNamesOfTheRustProxyWork() {
    Configuration configuration =
        given
            .environment("BIND_INTERFACE", "0.0.0.0")
            .environment("BIND_PORT", "9")
            .environment("THREADS", "2")
            .environment("DESTINATIONS", "a:1 b:2")
            .load();
    assertEquals("0.0.0.0", configuration.bindInterface());
    assertEquals(9, configuration.bindPort());
    assertEquals(2, configuration.threads());
    assertEquals(2, configuration.destinations().size());
    assertEquals(Optional.empty(), configuration.file());
  }

  @Test
  void emptyEnvironmentVariableSaysNothing() {
    assertEquals(
        8125, given.file("destinations = a:1").environment("BIND_PORT", " ").load().bindPort());
  }

  @Test
  void namesThatKubernetesSetsAreNoFault() {
    given
        .file("destinations = a:1")
        .environment("PENSTOCK_SERVICE_HOST", "10.0.0.1")
        .environment("PENSTOCK_PORT", "udp://10.0.0.1:8125")
        .environment("PENSTOCK_INGEST_PORT_8125_UDP", "udp://10.0.0.1:8125")
        .environment("PENSTOCK_JAVA_OPTS", "-Xmx1g");
    assertEquals(8125, given.load().bindPort());
  }

  @Test
  void everyFlagOfTheRustProxyWorksShortAndLong() {
    given.flags("-b", "::", "-p", "1", "-t", "2", "-d", "a:1", "-d", "b:2 c:3");
    Configuration shorts = given.load();
    given.flags(
        "--bind-interface=::",
        "--bind-port=1",
        "--threads=2",
        "--destinations=a:1",
        "--destinations",
        "b:2 c:3");
    assertEquals(shorts.destinations(), given.load().destinations());
    assertEquals(3, shorts.destinations().size());
    assertEquals("::", shorts.bindInterface());
    assertEquals(1, given.load().bindPort());
    assertEquals(2, given.load().threads());
  }

  @Test
  void laterAssignmentWins() {
    given.flags("-d", "a:1", "--set", "threads=2", "--set", "threads=5");
    assertEquals(5, given.load().threads());
  }

  @Test
  void argumentsForAChildSayTheSame() {
    given
        .file("destinations = a:1")
        .flags("-c", "config.ini", "-p", "77", "-d", "x:1 y:2", "--set", "journal.roll_age=2min");
    Configuration before = given.load();
    System.setProperty("penstock.directory", folder.toString());
    try {
      given.flags(given.options().arguments().toArray(String[]::new));
    } finally {
      System.clearProperty("penstock.directory");
    }
    Configuration after = given.load();
    assertEquals(before.file(), after.file());
    assertEquals(before.bindPort(), after.bindPort());
    assertEquals(before.destinations(), after.destinations());
    assertEquals(before.journal(), after.journal());
  }

  @Test
  void valueIsWhatStandsInTheFile() {
    Configuration configuration =
        given
            .file(
                "\ufeff; a comment",
                "destinations = udp://h:3",
                "data_dir = /tmp/${user.home}/a,b   # a comment",
                "[journal] ; a comment",
                "roll_bytes : 2MiB")
            .load();
    assertEquals(Path.of("/tmp/${user.home}/a,b"), configuration.dataDirectory().root());
    assertEquals(2 << 20, configuration.journal().rollBytes());
  }

  @Test
  void dataDirectoryOfTheFileIsRelativeToTheFile() {
    given.file("destinations = a:1", "data_dir = spool").flags("-c", folder + "/config.ini");
    assertEquals(
        folder.resolve("spool"),
        given.options().load(Path.of("/elsewhere"), java.util.Map.of()).dataDirectory().root());
  }

  @Test
  void dataDirectoryOfFlagAndEnvironmentIsRelativeToWhereTheUserStands() {
    given.file("destinations = a:1").environment("PENSTOCK_DATA_DIR", "by-environment");
    given.flags("-c", folder + "/config.ini");
    Path there = Path.of("/elsewhere");
    assertEquals(
        there.resolve("by-environment"),
        given
            .options()
            .load(there, java.util.Map.of("PENSTOCK_DATA_DIR", "by-environment"))
            .dataDirectory()
            .root());
    given.flags("-c", folder + "/config.ini", "--set", "data_dir=by-flag");
    assertEquals(
        there.resolve("by-flag"),
        given.options().load(there, java.util.Map.of()).dataDirectory().root());
  }

  @Test
  void layoutNamesDestinationsAsUrls() {
    Layout layout = given.file("destinations = [::1]:8125 udp://h:2").load().layout();
    assertEquals(
        new Layout(HashKind.DJB2, KeyRule.NAME_TAGS, List.of("udp://[::1]:8125", "udp://h:2")),
        layout);
  }

  @Test
  void everySettingKeepsItsText() {
    Configuration configuration =
        given.file("destinations = a:1", "[journal]", "roll_age = 90min").load();
    assertTrue(
        configuration.settings().stream()
            .anyMatch(
                setting ->
                    setting.text().equals("90min")
                        && setting.origin().description().equals("config.ini:3")));
  }

  @Test
  void aShardMayHaveItsOwnValueOfAnyKeyOfForward() {
    given
        .file(
            "destinations = a:1 b:2 c:3",
            "[forward]",
            "max_packet = 1000",
            "[shard.1]",
            "max_packet = 512",
            "flush_interval = 7ms")
        .environment("PENSTOCK_SHARD_2_MAX_PACKET", "600")
        .flags("--set", "shard.1.flush_interval=8ms");
    Configuration configuration = given.load();
    assertEquals(configuration.forward(), configuration.forward(0));
    assertEquals(1000, configuration.forward(0).maxPacketBytes());
    assertEquals(512, configuration.forward(1).maxPacketBytes());
    assertEquals(8_000_000, configuration.forward(1).flushIntervalNs());
    assertEquals(600, configuration.forward(2).maxPacketBytes());
    assertEquals("config.ini:5", originOf("shard.1.max_packet", configuration));
    assertEquals(
        "environment PENSTOCK_SHARD_2_MAX_PACKET", originOf("shard.2.max_packet", configuration));
  }

  @Test
  void aSecondRingHasItsOwnDestinationsAndWhatItDoesNotSayFromTheOthers() {
    given
        .file(
            "destinations = a:1 b:2",
            "[shards]",
            "key = name",
            "[forward]",
            "max_packet = 1000",
            "health = tcp://a:9",
            "mirror = m:1",
            "[mirror.staging]",
            "destinations = s:1 s:2 s:3",
            "hash = jump",
            "flush_interval = 7ms",
            "[mirror.eu_2]",
            "destinations = e:1",
            "health = tcp://e:9")
        .environment("PENSTOCK_MIRROR_STAGING_MAX_AGE", "1h")
        .flags("--set", "mirror.eu_2.key=name+tags");
    Configuration configuration = given.load();
    MirrorRing staging = configuration.rings().get("staging");
    assertEquals(HashKind.JUMP, staging.hash());
    assertEquals(KeyRule.NAME, staging.key());
    assertEquals(1000, staging.forward().maxPacketBytes());
    assertEquals(7_000_000, staging.forward().flushIntervalNs());
    assertEquals(3_600_000_000_000L, staging.forward().maxAgeNs());
    assertEquals(Health.NONE, staging.forward().health(), "that of others says nothing of it");
    assertEquals(Optional.empty(), staging.forward().mirror());
    assertEquals(KeyRule.NAME_TAGS, configuration.rings().get("eu_2").key());
    assertEquals("e", configuration.rings().get("eu_2").forward().health().host());
    assertEquals(
        List.of(
            "shard-0",
            "mirror-0",
            "shard-1",
            "mirror-1",
            "eu_2-0",
            "staging-0",
            "staging-1",
            "staging-2"),
        configuration.readerNames());
    assertEquals(
        new Layout(HashKind.JUMP, KeyRule.NAME, List.of("udp://s:1", "udp://s:2", "udp://s:3")),
        configuration.layout().mirrors().get("staging"));
    assertEquals("config.ini:10", originOf("mirror.staging.hash", configuration));
  }

  /** Whatever a shard may have of its own is known in a ring, but for a mirror. */
  @Test
  void everyKeyOfAShardIsOneOfARing() {
    for (Key<?> key : MirrorSection.keys()) {
      String text = key.equals(Keys.DESTINATIONS) ? "x:1" : key.defaultText();
      Configuration configuration =
          new Configured(folder)
              .file("destinations = a:1", "[mirror.r]", "destinations = r:1")
              .flags("--set", "mirror.r." + key.name() + "=" + text)
              .load();
      assertEquals(
          "flag --set mirror.r." + key.name(), originOf("mirror.r." + key.name(), configuration));
    }
    assertEquals(ShardSection.keys().size() + 2, MirrorSection.keys().size());
  }
}
