package io.penstock.worker.destination;

import io.penstock.config.Destination;
import io.penstock.config.ListenAddress;
import io.penstock.config.OwnAddresses;
import io.penstock.net.Link;
import io.penstock.net.StreamLink;
import io.penstock.net.UdpSender;
import io.penstock.net.UnixDatagramLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** Opens links, without waiting. A seam for tests. */
public interface LinkOpener {
  /**
   * Opens a link, or begins to.
   *
   * @param address where the destination's host is now; null for a Unix socket
   * @throws IOException when it cannot even be begun; try again later
   */
  Link open(Destination destination, InetAddress address, int sendBufferBytes) throws IOException;

  /** Refuses what a name may lead to at any time: ingest itself, from where all would come back. */
  default LinkOpener butNotTo(OwnAddresses own) {
    return (destination, address, sendBufferBytes) -> {
      if (address != null) {
        Optional<ListenAddress> reached =
            own.reachedAt(destination.transport(), address, destination.port());
        if (reached.isPresent()) {
          throw new IOException(
              "the name leads to ingest's own address ("
                  + reached.get()
                  + "), from where every line would come back");
        }
      }
      return open(destination, address, sendBufferBytes);
    };
  }

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
