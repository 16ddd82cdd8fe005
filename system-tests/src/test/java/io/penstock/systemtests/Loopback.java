package io.penstock.systemtests;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses that nobody else uses.
 *
 * <p>Each test JVM has a loopback address of its own, made of its process id, and hands out ports
 * below those that the kernel gives away by itself. So a port that is closed for a while, because
 * its process was killed, is still free when the process comes back.
 */
final class Loopback {
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000; // net.ipv4.ip_local_port_range begins at 32768
  private static final AtomicInteger next = new AtomicInteger(FIRST_PORT);

  private static final InetAddress OWN = own(ProcessHandle.current().pid());

  private Loopback() {}

  /** An address and port never handed out before by this JVM. */
  static InetSocketAddress fresh() {
    int port = next.getAndIncrement();
    if (port > LAST_PORT) {
      throw new IllegalStateException("the tests want more than 12,000 ports");
    }
    return new InetSocketAddress(OWN, port);
  }

  /**
   * IPv6 has one loopback address, which all test JVMs share: the port is made of the process id.
   */
  static InetSocketAddress ofThisProcess6() {
    return new InetSocketAddress("::1", 10_000 + (int) (ProcessHandle.current().pid() % 10_000));
  }

  /** The address as {@code config.ini} has it. */
  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** A process id has at most 22 bits on Linux: 127.64.0.0 to 127.127.255.255. */
  private static InetAddress own(long pid) {
    try {
      return InetAddress.getByAddress(
          new byte[] {127, (byte) (64 | pid >> 16), (byte) (pid >> 8), (byte) pid});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
