package io.penstock.worker;

import io.penstock.config.Destination;
import io.penstock.net.Link;
import io.penstock.net.StreamLink;
import io.penstock.net.UdpSender;
import io.penstock.net.UnixDatagramLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Opens links, without waiting. A seam for tests. */
interface LinkOpener {
  /**
   * Opens a link, or begins to.
   *
   * @param address where the destination's host is now; null for a Unix socket
   * @throws IOException when it cannot even be begun; try again later
   */
  Link open(Destination destination, InetAddress address, int sendBufferBytes) throws IOException;

  /** Opens sockets of this host. */
  static LinkOpener ofHost() {
    return (destination, address, sendBufferBytes) ->
        switch (destination.transport()) {
          case UDP ->
              UdpSender.connect(
                  new InetSocketAddress(address, destination.port()), sendBufferBytes);
          case TCP ->
              StreamLink.connect(
                  new InetSocketAddress(address, destination.port()), sendBufferBytes);
          case UNIX -> UnixDatagramLink.connect(Path.of(destination.host()), sendBufferBytes);
          case UNIX_STREAM -> StreamLink.connect(Path.of(destination.host()), sendBufferBytes);
        };
  }
}
