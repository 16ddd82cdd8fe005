package io.penstock.config;

import io.penstock.config.Destination.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What ingest listens on, seen as a place to send to: a line that is sent there comes back, is sent
 * there again, and so on for ever.
 *
 * <p>The host is asked for its addresses only when transport and port are those of a listen
 * address, and no name is resolved: the connecting side does that, see {@link #reachedAt}.
 *
 * @param listens all of them
 */
public record OwnAddresses(List<ListenAddress> listens) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** Keeps its own copy. */
  public OwnAddresses {
    listens = List.copyOf(listens);
  }

  /** The listen address that a destination leads to, as far as its words tell. */
  Optional<ListenAddress> reachedBy(Destination destination) {
    return listens.stream().filter(listen -> isReached(listen, destination)).findFirst();
  }

  private static boolean isReached(ListenAddress listen, Destination destination) {
    Transport transport = destination.transport();
    if (listen.transport() != transport || listen.port() != destination.port()) {
      return false;
    }
    if (transport.isUnix()) {
      return realPath(listen.host()).equals(realPath(destination.host()));
    }
    String host = destination.host();
    Optional<InetAddress> address = literal(host);
    if (address.isPresent()) {
      return isReached(listen, address.get());
    }
    return host.equalsIgnoreCase(listen.host())
        || isLoopbackName(host) && isReached(listen, InetAddress.getLoopbackAddress())
        || isOurName(host) && isWildcard(listen);
  }

  /**
   * The listen address that a connection leads to.
   *
   * @param address where the name of the destination's host leads to now
   */
  public Optional<ListenAddress> reachedAt(Transport transport, InetAddress address, int port) {
    return listens.stream()
        .filter(listen -> listen.transport() == transport && listen.port() == port)
        .filter(listen -> isReached(listen, address))
        .findFirst();
  }

  private static boolean isReached(ListenAddress listen, InetAddress address) {
    if (isWildcard(listen)) {
      return isOfThisHost(address);
    }
    // To send to "any address" is to send to the loopback one.
    InetAddress target = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return isLoopbackName(listen.host())
        ? target.isLoopbackAddress()
        : literal(listen.host()).filter(target::equals).isPresent();
  }

  private static boolean isWildcard(ListenAddress listen) {
    return literal(listen.host()).filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  private static boolean isOfThisHost(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }

  private static boolean isLoopbackName(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equalsIgnoreCase("localhost.localdomain")
        || host.equalsIgnoreCase("ip6-localhost");
  }

  private static boolean isOurName(String host) {
    try {
      return host.equalsIgnoreCase(Files.readString(HOST_NAME).strip());
    } catch (IOException unknown) {
      return false;
    }
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException aName) {
      return Optional.empty();
    }
  }

  /** The same for every way to write it, links included, as far as its folders are there. */
  private static Path realPath(String text) {
    Path path = Path.of(text).normalize();
    Path folder = path.getParent();
    try {
      return folder == null ? path : folder.toRealPath().resolve(path.getFileName());
    } catch (IOException notThere) {
      return path;
    }
  }
}
