package io.penstock.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server whose answers a test changes while it runs: UDP, IPv4 addresses, one a name.
 *
 * <p>Of what RFC 1035 has, this takes one question and gives it back with at most one answer:
 *
 * <pre>
 *   0   id, flags, 1 question, 0 or 1 answers, 0, 0      six times 16 bits
 *   12  the question: 6 s t a t s d 4 t e s t 0, type, class
 *       the answer: C0 0C (the name at 12), type, class, seconds to live, 4, address
 * </pre>
 */
final class NameServer {
  private static final int PORT = 53;
  private static final int MESSAGE_BYTES_MAX = 512;
  private static final int HEADER_BYTES = 12;
  private static final short TYPE_ADDRESS = 1;
  private static final short CLASS_INTERNET = 1;
  private static final short NAME_AT_12 = (short) 0xC00C;
  private static final int FLAGS_ANSWER = 0x8480; // it is one, with authority; recursion is at hand
  private static final int FLAG_RECURSE = 0x0100;
  private static final int NO_SUCH_NAME = 3;
  private static final int LIVES_SECONDS = 1;

  private final Map<String, InetAddress> names = new ConcurrentHashMap<>();

  private NameServer() {}

  /** Begins to answer, on port 53 of an address, until its process ends. */
  static NameServer start(String host) throws IOException {
    NameServer server = new NameServer();
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, PORT));
    Thread.ofPlatform().daemon().name("names").start(() -> server.serve(socket));
    return server;
  }

  /** From now on a name leads there. */
  void lead(String name, String literal) {
    names.put(name, InetAddress.ofLiteral(literal));
  }

  private void serve(DatagramSocket socket) {
    byte[] bytes = new byte[MESSAGE_BYTES_MAX];
    while (true) {
      try {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(bytes, 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        System.err.println("no answer: " + e); // whoever asked asks again
      }
    }
  }

  private byte[] answer(ByteBuffer query) {
    query.position(HEADER_BYTES);
    InetAddress address = names.get(name(query));
    short type = query.getShort();
    query.getShort(); // the class
    boolean isAnswered = address != null && type == TYPE_ADDRESS;
    int asked = query.getShort(2) & FLAG_RECURSE;
    ByteBuffer answer = ByteBuffer.allocate(MESSAGE_BYTES_MAX);
    answer.putShort(query.getShort(0));
    answer.putShort((short) (FLAGS_ANSWER | asked | (address == null ? NO_SUCH_NAME : 0)));
    answer.putShort((short) 1).putShort((short) (isAnswered ? 1 : 0)).putInt(0);
    answer.put(query.array(), HEADER_BYTES, query.position() - HEADER_BYTES);
    if (isAnswered) {
      answer.putShort(NAME_AT_12).putShort(TYPE_ADDRESS).putShort(CLASS_INTERNET);
      answer.putInt(LIVES_SECONDS).putShort((short) 4).put(address.getAddress());
    }
    return java.util.Arrays.copyOf(answer.array(), answer.position());
  }

  private static String name(ByteBuffer query) {
    StringBuilder name = new StringBuilder();
    for (int length = query.get(); length > 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
