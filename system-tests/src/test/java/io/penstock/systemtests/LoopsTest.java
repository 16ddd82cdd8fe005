package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code doctor --loops}: a server that sends what it receives back to ingest is found. */
@ExtendWith(PenstockExtension.class)
@Tag("long")
@Timeout(420)
class LoopsTest {
  /** A server that keeps what it receives, or sends it to ingest. */
  private static final class Relay implements AutoCloseable {
    private final DatagramChannel channel;
    private final InetSocketAddress ingest;
    private volatile boolean isRelaying;

    Relay(InetSocketAddress address, InetSocketAddress ingest) throws IOException {
      this.channel = DatagramChannel.open().bind(address);
      this.ingest = ingest;
      Thread.ofPlatform().daemon().name("relay").start(this::run);
    }

    private void run() {
      ByteBuffer datagram = ByteBuffer.allocate(1 << 16);
      try {
        while (true) {
          channel.receive(datagram.clear());
          if (isRelaying) {
            channel.send(datagram.flip(), ingest);
          }
        }
      } catch (ClosedChannelException | SocketException end) {
        // closed
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void aServerThatSendsBackWhatItReceivesIsFoundAndNoOther(Penstock penstock) throws Exception {
    InetSocketAddress address = Loopback.fresh();
    try (Relay relay = new Relay(address, penstock.address());
        Relay quiet = new Relay(Loopback.fresh(), penstock.address())) {
      penstock.destinations(List.of(quiet.channel.getLocalAddress(), address));
      penstock.start();
      JsonObject fine = loops(penstock, "200ms").getFirst();
      assertEquals("fine", fine.get("severity").getAsString(), fine::toString);

      relay.isRelaying = true;
      List<JsonObject> found = loops(penstock, "1s");
      relay.isRelaying = false;
      assertEquals("error", found.getFirst().get("severity").getAsString(), found::toString);
      String text = found.getFirst().get("text").getAsString();
      assertTrue(
          text.startsWith("shard 1's server " + Loopback.text(address) + " sends what it receives"),
          text);
      assertTrue(text.matches(".* after \\d+ ms as datagram \\d+\\."), text);
      assertEquals("fine", found.get(1).get("severity").getAsString(), found::toString);

      penstock.awaitDelivered();
      Balance.assertZero(penstock);
    }
  }

  private static List<JsonObject> loops(Penstock penstock, String wait) {
    penstock.config().write();
    Exit exit =
        ReadingTools.run(
            ReadingTools.words(List.of("doctor", "--json", "--loops=" + wait), penstock));
    return JsonParser.parseString(exit.out())
        .getAsJsonObject()
        .getAsJsonArray("findings")
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .filter(finding -> finding.get("topic").getAsString().equals("loops"))
        .toList();
  }
}
