package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.counters.ReaderCounter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bytes of a line are the sender's business: they come out as they went in. */
@ExtendWith(PenstockExtension.class)
@Timeout(420)
class PassThroughTest {
  private static final int PACKET_BYTES_MAX = 1432; // the default of [forward] max_packet

  private final List<Recorder> recorders = new ArrayList<>();

  @BeforeEach
  void startRecorders() throws Exception {
    for (int i = 0; i < PassThroughVectors.SHARDS; i++) {
      recorders.add(Recorder.start());
    }
  }

  @AfterEach
  void closeRecorders() {
    recorders.forEach(Recorder::close);
  }

  @Test
  void everyVectorComesOutAsItWentInOnItsShard(Penstock penstock) throws Exception {
    List<PassThroughVectors> vectors = PassThroughVectors.all();
    assertTrue(vectors.size() >= 25);
    start(penstock);
    List<List<String>> expected = List.of(lines(), lines(), lines(), lines());
    int lines = 0;
    try (DatagramSocket client = new DatagramSocket()) {
      for (PassThroughVectors vector : vectors) {
        byte[] datagram = vector.datagram();
        client.send(new DatagramPacket(datagram, datagram.length, penstock.address()));
        for (int i = 0; i < vector.lines().size(); i++) {
          expected.get(vector.shards().get(i)).add(vector.lines().get(i));
          lines++;
        }
        // One after the other, so that a failure names its vector.
        Recorder.awaitLines(recorders, lines);
        for (int shard = 0; shard < PassThroughVectors.SHARDS; shard++) {
          assertEquals(
              expected.get(shard),
              recorders.get(shard).lines(),
              "vector " + vector.name() + ", shard " + shard);
        }
      }
    }
    penstock.awaitDelivered();
    assertEquals(vectors.size(), penstock.head(), "datagrams, the empty one included");
    assertEquals(lines, penstock.sum(ReaderCounter.ACCEPTED_LINES));
    Balance.assertZero(penstock);
  }

  @Test
  void packedDatagramsStayBelowTheLimitAndEndWithoutANewline(Penstock penstock) throws Exception {
    start(penstock);
    StringBuilder datagram = new StringBuilder();
    int lines = 0;
    try (DatagramSocket client = new DatagramSocket()) {
      for (int i = 0; i < 400; i++) {
        datagram.append("packed.").append("x".repeat(i % 200)).append(i).append(":1|c\n");
        lines++;
        if (datagram.length() > 8_000) {
          byte[] bytes = datagram.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          client.send(new DatagramPacket(bytes, bytes.length, penstock.address()));
          datagram.setLength(0);
        }
      }
      byte[] longLine = ("long." + "y".repeat(3_000) + ":1|c").getBytes();
      client.send(new DatagramPacket(longLine, longLine.length, penstock.address()));
      lines = lines - count(datagram) + 1;
    }
    Recorder.awaitLines(recorders, lines);
    int packed = 0;
    for (Recorder recorder : recorders) {
      for (String sent : recorder.datagrams()) {
        assertTrue(!sent.endsWith("\n") && !sent.isEmpty(), sent);
        boolean alone = !sent.contains("\n");
        assertTrue(sent.length() <= PACKET_BYTES_MAX || alone, () -> sent.length() + " bytes");
        packed += alone ? 0 : 1;
      }
    }
    assertTrue(packed > 4, "nothing was packed");
  }

  private static int count(CharSequence text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  private void start(Penstock penstock) {
    penstock.destinations(recorders.stream().map(Recorder::address).toList());
    penstock.start();
  }

  private static List<String> lines() {
    return new ArrayList<>();
  }
}
