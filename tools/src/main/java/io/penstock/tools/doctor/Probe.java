package io.penstock.tools.doctor;

import io.penstock.config.Destination;
import io.penstock.config.Destination.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One question to a destination.
 *
 * @param answer what came of it
 * @param text that in words
 * @param remedy what to do, when it is bad
 */
record Probe(Answer answer, String text, String remedy) {
  /** What came of it. */
  enum Answer {
    ANSWERS,
    /** No refusal, and over UDP nothing else was to be expected. */
    SILENT,
    REFUSES
  }

  /** An ICMP answer from a network nearby is there in a fraction of this. */
  private static final int ICMP_WAIT_MS = 300;

  private static final int CONNECT_WAIT_MS = 2_000;

  /** An empty line, which no StatsD server counts; an empty datagram is not sent at all. */
  private static final byte[] QUESTION = {'\n'};

  /** Asks: by a datagram that holds an empty line, or by connecting. */
  static Probe of(Destination destination) {
    return destination.transport().isUnix()
        ? unix(Path.of(destination.host()), destination.transport() == Transport.UNIX)
        : host(destination);
  }

  private static Probe host(Destination destination) {
    try {
      InetAddress address = InetAddress.getByName(destination.host());
      // The kernel takes it for this host, as it does for a worker; Java would choose otherwise.
      InetAddress asKernel = address.isAnyLocalAddress() ? loopback(address) : address;
      InetSocketAddress target = new InetSocketAddress(asKernel, destination.port());
      return destination.transport() == Transport.TCP ? tcp(target) : udp(target);
    } catch (UnknownHostException e) {
      return new Probe(
          Answer.REFUSES,
          "the name does not resolve",
          "Correct it in destinations, or mend the name service: getent hosts "
              + destination.host());
    } catch (PortUnreachableException e) {
      return new Probe(
          Answer.REFUSES,
          "refused: nothing listens on that port",
          "Start the server there, or correct the port. The backlog waits on disk meanwhile.");
    } catch (SocketTimeoutException e) {
      return new Probe(
          Answer.REFUSES,
          "no answer within " + CONNECT_WAIT_MS / 1_000 + " s",
          "See whether the host is up and a firewall lets you through.");
    } catch (IOException e) {
      return new Probe(
          Answer.REFUSES,
          "not reachable: " + e.getMessage(),
          "See whether the server listens there and this host has a route to it.");
    }
  }

  private static InetAddress loopback(InetAddress sameFamily) throws UnknownHostException {
    return InetAddress.getByName(sameFamily instanceof Inet4Address ? "127.0.0.1" : "::1");
  }

  private static Probe udp(InetSocketAddress target) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setBroadcast(false); // as a worker's
      socket.connect(target);
      socket.send(new DatagramPacket(QUESTION, QUESTION.length));
      socket.setSoTimeout(ICMP_WAIT_MS);
      try {
        socket.receive(new DatagramPacket(new byte[1], 1));
      } catch (SocketTimeoutException nothingCame) {
        return new Probe(Answer.SILENT, "", "");
      }
      return new Probe(Answer.ANSWERS, "answers", "");
    }
  }

  private static Probe tcp(InetSocketAddress target) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(target, CONNECT_WAIT_MS);
      return new Probe(Answer.ANSWERS, "takes connections", "");
    }
  }

  /** Java opens no Unix datagram sockets: of those only the file can be looked at. */
  private static Probe unix(Path file, boolean isDatagram) {
    if (!Files.exists(file)) {
      return new Probe(
          Answer.REFUSES, "there is no such socket", "Start the server that makes " + file);
    }
    if (!Files.isWritable(file)) {
      return new Probe(
          Answer.REFUSES, "not ours to write to", "Let the worker's user write to " + file);
    }
    if (isDatagram) {
      return new Probe(Answer.SILENT, "", "");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(file));
      return new Probe(Answer.ANSWERS, "takes connections", "");
    } catch (IOException e) {
      return new Probe(
          Answer.REFUSES,
          "not reachable: " + e.getMessage(),
          "Start the server; the socket file is left over from one that died.");
    }
  }
}
