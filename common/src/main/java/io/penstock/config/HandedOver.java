package io.penstock.config;

import io.penstock.config.Destination.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Sockets that a service manager hands over replace {@code bind_interface} and {@code bind_port}:
 * words for the case that those say something else.
 */
public final class HandedOver {
  private static final String MARK = " (inherited";

  /** What helps against it. */
  public static final String REMEDY =
      "The socket's unit decides: systemctl edit penstock-ingest.socket, with ListenDatagram= (empty)"
          + " and ListenDatagram=ADDRESS:PORT, then systemctl restart penstock-ingest.socket.";

  private HandedOver() {}

  /**
   * A sentence when the configured address has no effect; empty when it is the one in force.
   *
   * @param inputs what ingest listens on, in its own words: {@code 127.0.0.1:8125 (inherited: x)}
   */
  public static Optional<String> warning(Configuration configuration, List<String> inputs) {
    List<String> udp =
        inputs.stream()
            .filter(input -> input.contains(MARK) && !input.contains("://"))
            .map(input -> input.substring(0, input.indexOf(MARK)))
            .toList();
    ListenAddress configured =
        new ListenAddress(Transport.UDP, configuration.bindInterface(), configuration.bindPort());
    if (udp.isEmpty() || udp.stream().anyMatch(address -> isSame(address, configured))) {
      return Optional.empty();
    }
    return Optional.of(
        "bind_interface and bind_port say "
            + configured
            + " and have no effect: ingest was handed the socket "
            + String.join(", ", udp));
  }

  private static boolean isSame(String address, ListenAddress configured) {
    ListenAddress given = ListenAddress.parse(address);
    if (given.port() != configured.port()) {
      return false;
    }
    try {
      return InetAddress.getByName(given.host()).equals(InetAddress.getByName(configured.host()));
    } catch (UnknownHostException interfaceName) {
      return true; // which addresses it has is not known here
    }
  }
}
