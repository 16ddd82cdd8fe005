package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user reads when something is wrong. */
class FaultsTest {
  @TempDir Path folder;
  private Configured given;

  @BeforeEach
  void nothingGiven() {
    given = new Configured(folder);
  }

  @Test
  void unknownKeyNamesTheNearest() {
    given.file("destinations = a:1", "[journal]", "roll_byts = 1MiB");
    assertEquals(
        List.of("config.ini:3: [journal] roll_byts: unknown key; did you mean roll_bytes?"),
        given.faults());
  }

  @Test
  void aSectionWithoutANameIsNeverWhatWasMeant() {
    given.file("[x]", "a = 1");
    assertFalse(given.faults().toString().contains("did you mean []"), given.faults()::toString);
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    given
        .file("bind_prt = 1", "threads = many", "[jurnal]", "roll_bytes = 1", "roll_age = 2")
        .environment("PENSTOCK_JOURNAL_ROLL_BYTS", "1")
        .flags("--set", "forward.max_packt=9", "-p", "70000");
    assertEquals(
        List.of(
            "config.ini:1: bind_prt: unknown key; did you mean bind_port?",
            "config.ini:4: [jurnal]: unknown section; did you mean [journal]?",
            "environment PENSTOCK_JOURNAL_ROLL_BYTS: unknown name; did you mean"
                + " PENSTOCK_JOURNAL_ROLL_BYTES?",
            "--set forward.max_packt: unknown key; did you mean forward.max_packet?",
            "config.ini: destinations: is missing; add a line such as: destinations ="
                + " 127.0.0.1:8127 127.0.0.1:8128",
            "--bind-port: expected a number from 0 to 65535, not '70000'",
            "config.ini:2: threads: expected a number from 1 to 256, not 'many'"),
        given.faults());
  }

  @Test
  void ringsThatNoLayoutRecordHoldsAreRefusedTogether() {
    String address = "x".repeat(60) + ".example:8125 ";
    given.file(
        "destinations = " + address.repeat(1_000),
        "[mirror.a]",
        "destinations = " + address.repeat(1_000),
        "[mirror.b]",
        "destinations = " + address.repeat(1_000));
    assertEquals(
        List.of(
            "config.ini:1: destinations: the addresses of all rings take 311,897 bytes, and the"
                + " journal has room for 262,112; name fewer servers, use shorter names, or"
                + " configure fewer rings"),
        given.faults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          bind_port        | 8125x     | expected a number from 0 to 65535, not '8125x'
          bind_interface   | a b       | expected an address such as 127.0.0.1, 0.0.0.0 or ::, not 'a b'
          destinations     | localhost | expected host:port, such as 127.0.0.1:8127 or [::1]:8127, not 'localhost'
          destinations     | a:0       | 'a:0': expected a port from 1 to 65535, not 0
          destinations     | ::1:8125  | expected host:port, such as 127.0.0.1:8127 or [::1]:8127, not '::1:8125'
          destinations     | tcp://a   | expected host:port, such as 127.0.0.1:8127 or [::1]:8127, not 'tcp://a'
          destinations     | unix://x  | expected an absolute path, such as unix:///run/statsd.sock, not 'unix://x'
          destinations     | sip://a:1 | expected udp://, tcp://, unix:// or unix+stream://, not 'sip://a:1'
          journal.roll_age | 5         | expected a duration with its unit, such as 250ms, 2s or 1h, not '5'
          journal.roll_age | 5y        | expected a duration with its unit, such as 250ms, 2s or 1h, not '5y'
          journal.roll_age | 1ms       | expected 1s to 30d, not '1ms'
          journal.roll_bytes | 1e6     | expected a size such as 64MiB, 64MB or a number of bytes, not '1e6'
          destinations     | a:1,b:2   | separate the addresses with spaces, not commas: a:1 b:2
          destinations     | a:1, b:2  | separate the addresses with spaces, not commas: a:1 b:2
          ingest.allow     | 10.0.0.0/8,::1 | separate the addresses with spaces, not commas: 10.0.0.0/8 ::1
          journal.max_bytes | 10G      | expected a size such as 64MiB, 64MB or a number of bytes, not '10G'; did you mean 10GiB?; or none
          journal.roll_bytes | 99999999TiB | '99999999TiB' is too large
          journal.roll_bytes | 1KiB    | expected 1MiB to 16GiB, not '1KiB'
          shards.key       | tags      | expected name or name+tags or name+all-tags or before-colon, not 'tags'
          forward.replay_rate | fast   | expected a whole number above 0, or max, not 'fast'
          """)
  void wrongValueSaysWhatWasExpected(String path, String text, String message) {
    given.flags("-d", "a:1", "--set", path + "=" + text);
    if (path.equals("destinations")) {
      given.flags("--set", path + "=" + text);
    }
    assertEquals(List.of("--set " + path + ": " + message), given.faults());
  }

  @Test
  void aValueThatIsContinuedByIndentationIsToldHow() {
    given.file("destinations = a:1", "  127.0.0.1:8128", "  tcp://b:1");
    assertEquals(
        List.of(
            "config.ini:2: 127.0.0.1: is not a key; to continue a value, end the line above it with"
                + " a backslash",
            "config.ini:3: tcp: is not a key; to continue a value, end the line above it with a"
                + " backslash"),
        given.faults());
  }

  @Test
  void missingDefaultFileNamesThePathAndTheWaysOut() {
    assertEquals(
        List.of(
            folder.resolve("config.ini")
                + ": no such file; name one with -c FILE, or give destinations with -d HOST:PORT"
                + " or the environment variable DESTINATIONS"),
        given.faults());
  }

  @Test
  void missingNamedFileIsAFaultEvenWhenNothingElseIsMissing() {
    given.flags("-c", "other.ini", "-d", "a:1");
    assertEquals(
        List.of(folder.resolve("other.ini") + ": no such file; check the path given with -c"),
        given.faults());
  }

  @Test
  void emptyFileShowsAnExample() {
    given.file("");
    assertEquals(
        List.of(
            "config.ini: destinations: is missing; add a line such as: destinations ="
                + " 127.0.0.1:8127 127.0.0.1:8128"),
        given.faults());
  }

  @Test
  void keyWithoutValueIsAFault() {
    given.file("destinations =", "bind_port =");
    assertEquals(
        List.of(
            "config.ini:2: bind_port: has no value",
            "config.ini:1: destinations: has no value; for example: destinations ="
                + " 127.0.0.1:8127 127.0.0.1:8128"),
        given.faults());
  }

  @Test
  void keyGivenTwiceIsAFault() {
    given.file("destinations = a:1", "bind_port = 1", "bind_port = 2");
    assertEquals(
        List.of("config.ini:3: bind_port: is given twice, first in line 2"), given.faults());
  }

  @Test
  void keyInTheWrongSectionIsToldWhereItBelongs() {
    given.file("destinations = a:1", "roll_bytes = 2MiB", "[forward]", "bind_port = 3");
    assertEquals(
        List.of(
            "config.ini:2: roll_bytes: unknown key; it belongs in [journal]",
            "config.ini:4: [forward] bind_port: unknown key; it belongs above the first section"),
        given.faults());
  }

  @Test
  void sectionWithoutItsBracketIsNamed() {
    given.file("destinations = a:1", "[journal");
    assertEquals(List.of("config.ini:2: [journal: a section needs its closing ]"), given.faults());
  }

  @Test
  void folderInsteadOfAFileIsNamed() {
    given.flags("-c", folder.toString(), "-d", "a:1");
    assertEquals(List.of(folder + ": is a folder"), given.faults());
  }

  @Test
  void fileThatIsNoTextIsNamed() throws IOException {
    Files.write(folder.resolve("config.ini"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertEquals(List.of("config.ini: is not UTF-8 text"), given.faults());
  }

  @Test
  void retriesThatShrinkAreAFaultOfTheLayerThatSpokeLast() {
    given.flags("-d", "a:1", "--set", "forward.retry_min=10s");
    assertEquals(
        List.of("--set forward.retry_min: retry_min (10s) is longer than retry_max (2s)"),
        given.faults());
  }

  @Test
  void assignmentWithoutEqualsIsExplained() {
    given.flags("--set", "journal.roll_age");
    assertTrue(given.faults().getFirst().contains("expected section.key=value"));
  }

  @Test
  void unknownKeyOfAShardNamesTheNearestOrWhereItBelongs() {
    given.file(
        "destinations = a:1",
        "[shard.0]",
        "max_packt = 512",
        "roll_bytes = 2MiB",
        "group_window = 2MiB");
    assertEquals(
        List.of(
            "config.ini:3: [shard.0] max_packt: unknown key; did you mean max_packet?",
            "config.ini:4: [shard.0] roll_bytes: unknown key; it belongs in [journal]",
            "config.ini:5: [shard.0] group_window: unknown key; it is for all shards at once and"
                + " belongs in [forward]"),
        given.faults());
  }

  @Test
  void shardThatThereIsNotIsAFault() {
    given
        .file("destinations = a:1 b:2", "[shard.2]", "max_packet = 512")
        .flags("--set", "shard.7.max_packet=512");
    assertEquals(
        List.of(
            "config.ini:3: [shard.2] max_packet: there is no shard 2; with 2 destinations there are"
                + " 0 to 1",
            "--set shard.7.max_packet: there is no shard 7; with 2 destinations there are 0 to 1"),
        given.faults());
  }

  @Test
  void aMisspeltVariableOfARingIsToldTheNearestAndOneOfKubernetesIsLeftAlone() {
    given
        .file("destinations = a:1", "[mirror.staging]", "destinations = b:1")
        .environment("PENSTOCK_MIRROR_STAGING_DESTINATION", "c:1")
        .environment("PENSTOCK_MIRROR_STAGING_HSH", "jump")
        .environment("PENSTOCK_MIRROR_STAGING_RETRY_MX", "1s")
        .environment("PENSTOCK_MIRROR_SERVICE_HOST", "10.0.0.1")
        .environment("PENSTOCK_MIRROR_SERVICE_PORT", "80")
        .environment("PENSTOCK_MIRROR_PORT_80_TCP_PROTO", "tcp");
    assertEquals(
        List.of(
            "environment PENSTOCK_MIRROR_STAGING_DESTINATION: unknown name; did you mean"
                + " PENSTOCK_MIRROR_STAGING_DESTINATIONS?",
            "environment PENSTOCK_MIRROR_STAGING_HSH: unknown name; did you mean"
                + " PENSTOCK_MIRROR_STAGING_HASH?",
            "environment PENSTOCK_MIRROR_STAGING_RETRY_MX: unknown name; did you mean"
                + " PENSTOCK_MIRROR_STAGING_RETRY_MAX?"),
        given.faults());
  }

  @Test
  void valueOfAShardIsCheckedLikeAnyOther() {
    given
        .file("destinations = a:1", "[shard.0]", "max_packet = 1")
        .environment("PENSTOCK_SHARD_0_MAX_PACKT", "512")
        .flags("--set", "shard.0.retry_min=3s");
    assertEquals(
        List.of(
            "environment PENSTOCK_SHARD_0_MAX_PACKT: unknown name; did you mean"
                + " PENSTOCK_SHARD_0_MAX_PACKET?",
            "config.ini:3: [shard.0] max_packet: expected 64 to 65507, not '1'",
            "--set shard.0.retry_min: retry_min (3s) is longer than retry_max (2s)"),
        given.faults());
  }

  @Test
  void ringWithoutDestinationsOrWithAKeyThatIsNoneIsExplained() {
    given.file(
        "destinations = a:1",
        "[mirror.staging]",
        "max_packet = 512",
        "[mirror.west]",
        "destinations = w:1",
        "mirror = x:1",
        "hsh = jump",
        "retry_min = 3s");
    assertEquals(
        List.of(
            "config.ini:6: [mirror.west] mirror: unknown key; a ring has no mirror; write a second"
                + " section [mirror.NAME]",
            "config.ini:7: [mirror.west] hsh: unknown key; did you mean hash?",
            "config.ini:3: [mirror.staging] max_packet: [mirror.staging] has no destinations; add a"
                + " line such as: destinations = 127.0.0.1:8127 127.0.0.1:8128",
            "config.ini:8: [mirror.west] retry_min: retry_min (3s) is longer than retry_max (2s)"),
        given.faults());
  }

  @Test
  void ringWhoseReadersCouldBeTakenForOthersIsRefused() {
    for (String name : List.of("shard", "mirror", "a-b", "0a", "Staging", "")) {
      Configured one =
          new Configured(folder)
              .file(
                  "destinations = a:1", "[mirror." + name + "]", "destinations = r:1", "key=name");
      assertEquals(
          List.of(
              "config.ini:3: [mirror."
                  + name
                  + "] destinations: the name behind mirror. begins with a letter and has up to 32 of"
                  + " a-z 0-9 _, and is neither shard nor mirror"),
          one.faults());
    }
  }
}
