package io.penstock.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.Destination.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A destination that leads back to ingest is a fault, however either is written. */
class OwnAddressesTest {
  @TempDir Path folder;

  private static boolean reaches(String listen, String destination) {
    return new OwnAddresses(List.of(ListenAddress.parse(listen)))
        .reachedBy(Destination.parse(destination))
        .isPresent();
  }

  @Test
  void theWildcardIsReachedByEveryAddressOfThisHost() throws Exception {
    for (String listen : List.of("0.0.0.0:8125", "[::]:8125")) {
      for (String destination :
          List.of("127.0.0.1", "127.9.9.9", "[::1]", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]")) {
        assertTrue(reaches(listen, destination + ":8125"), listen + " by " + destination);
      }
      for (String name :
          List.of(
              "localhost", "LocalHost", Files.readString(Path.of("/proc/sys/kernel/hostname")))) {
        assertTrue(reaches(listen, name.strip() + ":8125"), listen + " by " + name);
      }
      for (InetAddress address :
          NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList()) {
        String host = address.getHostAddress();
        assertTrue(reaches(listen, Destination.hostAndPort(host, 8125)), listen + " by " + host);
      }
      assertFalse(reaches(listen, "192.0.2.7:8125"));
      assertFalse(reaches(listen, "statsd-1.example:8125"));
      assertFalse(reaches(listen, "127.0.0.1:8126"));
      assertFalse(reaches(listen, "tcp://127.0.0.1:8125"));
    }
  }

  @Test
  void oneAddressIsReachedByItselfAndItsOtherSpellings() {
    assertTrue(reaches("127.0.0.1:8125", "127.0.0.1:8125"));
    assertTrue(reaches("127.0.0.1:8125", "[::ffff:127.0.0.1]:8125"));
    assertTrue(reaches("127.0.0.1:8125", "0.0.0.0:8125"));
    assertTrue(reaches("127.0.0.1:8125", "localhost:8125"));
    assertTrue(reaches("localhost:8125", "127.0.0.1:8125"));
    assertTrue(reaches("statsd.internal:8125", "statsd.internal:8125"));
    assertTrue(reaches("tcp://[::1]:8125", "tcp://[0:0:0:0:0:0:0:1]:8125"));
    assertFalse(reaches("127.0.0.1:8125", "127.0.0.2:8125"));
    assertFalse(reaches("192.0.2.7:8125", "127.0.0.1:8125"));
  }

  @Test
  void aPathIsReachedByEveryWayToWriteIt() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    String listen = "unix://" + real + "/s.sock";
    assertTrue(reaches(listen, "unix://" + real + "/./x/../s.sock"));
    assertTrue(reaches(listen, "unix://" + link + "/s.sock"));
    assertFalse(reaches(listen, "unix+stream://" + real + "/s.sock"));
    assertFalse(reaches(listen, "unix://" + real + "/other.sock"));
    assertTrue(reaches("unix:///nowhere/s.sock", "unix:///nowhere/s.sock"));
  }

  @Test
  void whatANameLeadsToIsJudgedWhenItIsKnown() throws Exception {
    OwnAddresses own = new OwnAddresses(List.of(ListenAddress.parse("0.0.0.0:8125")));
    InetAddress ours = InetAddress.getByAddress("statsd", new byte[] {127, 0, 0, 1});
    assertTrue(own.reachedAt(Transport.UDP, ours, 8125).isPresent());
    assertFalse(own.reachedAt(Transport.UDP, ours, 8126).isPresent());
    assertFalse(own.reachedAt(Transport.TCP, ours, 8125).isPresent());
    InetAddress another = new InetSocketAddress("192.0.2.7", 1).getAddress();
    assertFalse(own.reachedAt(Transport.UDP, another, 8125).isPresent());
  }

  @Test
  void itIsAFaultOfServersMirrorsAndRingsWithItsPlaceAndTheWayOut() {
    Configured given = new Configured(folder);
    given.file(
        "bind_port = 8125",
        "destinations = 127.0.0.1:8126 127.0.0.1:8125",
        "[ingest]",
        "listen = tcp://0.0.0.0:9125",
        "[shard.0]",
        "mirror = localhost:8125",
        "[mirror.second]",
        "destinations = tcp://[::1]:9125");
    List<String> faults = given.faults();
    assertEquals(3, faults.size(), faults::toString);
    assertTrue(
        faults.getFirst().startsWith("config.ini:2: destinations: 127.0.0.1:8125 is ingest's own"),
        faults::toString);
    assertTrue(faults.getFirst().contains("listen elsewhere"), faults::toString);
    assertTrue(faults.stream().anyMatch(f -> f.contains("config.ini:6: ")), faults::toString);
    assertTrue(faults.stream().anyMatch(f -> f.contains("config.ini:8: ")), faults::toString);
  }

  @Test
  void aFreePortIsNobodysAddress() {
    Configured given = new Configured(folder);
    given.file("bind_port = 0", "destinations = 127.0.0.1:8125");
    assertEquals(List.of(), given.load().sharedDestinations());
  }

  @Test
  void oneServerForSeveralReadersIsSaid() {
    Configured given = new Configured(folder);
    given.file("destinations = a:1 b:2 a:1", "[shard.1]", "mirror = b:2");
    List<String> said = given.load().sharedDestinations();
    assertEquals(2, said.size(), said::toString);
    assertTrue(
        said.getFirst().startsWith("a:1 is the destination of shard-0, shard-2"), said::toString);
    assertTrue(
        said.getLast().startsWith("b:2 is the destination of shard-1, mirror-1"), said::toString);
  }
}
