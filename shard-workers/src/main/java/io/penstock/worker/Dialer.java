package io.penstock.worker;

import io.penstock.config.Destination;
import io.penstock.net.Link;
import io.penstock.net.UdpSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gets a link to a destination, step by step and without waiting: looks the name up, opens a
 * socket, connects it.
 *
 * <p>The way of a call: {@link #begin}, then {@link #dial} now and then until it says that the link
 * stands or why it does not; after trouble {@code begin} again. Knows nothing of health, backoff or
 * positions.
 */
final class Dialer implements AutoCloseable {
  /** How far the call has come. */
  enum Progress {
    /** Ask again later. */
    UNDER_WAY,
    /** {@link #link} can be sent on. */
    CONNECTED,
    /** {@link #trouble} says why; begin again later. */
    FAILED
  }

  private final Destination destination;
  private final int sendBufferBytes;
  private final Resolver resolver;
  private final List<InetAddress> literal;

  private CompletableFuture<List<InetAddress>> lookUp;
  private InetSocketAddress address;
  private Link link;
  private String trouble = "";

  Dialer(Destination destination, int sendBufferBytes, Resolver resolver) {
    this.destination = destination;
    this.sendBufferBytes = sendBufferBytes;
    this.resolver = resolver;
    this.literal = literal(destination.host());
  }

  private static List<InetAddress> literal(String host) {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  Destination destination() {
    return destination;
  }

  /** Starts anew: the name is looked up again. A link that still stands there is kept. */
  void begin() {
    lookUp =
        literal.isEmpty()
            ? resolver.lookUp(destination.host())
            : CompletableFuture.completedFuture(literal);
  }

  /** Goes on with the call. */
  Progress dial() {
    if (lookUp != null) {
      if (!lookUp.isDone()) {
        return Progress.UNDER_WAY;
      }
      List<InetAddress> addresses = lookUp.join();
      lookUp = null;
      if (addresses.isEmpty()) {
        trouble = "the name does not resolve";
        return Progress.FAILED;
      }
      connect(addresses);
    }
    return progress();
  }

  private void connect(List<InetAddress> addresses) {
    if (link != null && addresses.contains(address.getAddress())) {
      return;
    }
    hangUp();
    address = new InetSocketAddress(addresses.getFirst(), destination.port());
    try {
      link = UdpSender.connect(address, sendBufferBytes);
    } catch (IOException e) {
      trouble = e.getMessage();
    }
  }

  private Progress progress() {
    if (link == null) {
      return Progress.FAILED;
    }
    return switch (link.progress()) {
      case CONNECTING -> Progress.UNDER_WAY;
      case OPEN -> Progress.CONNECTED;
      case BROKEN -> {
        trouble = link.lastError();
        hangUp();
        yield Progress.FAILED;
      }
    };
  }

  /** The link that was dialed last; null before the first and after {@link #hangUp}. */
  Link link() {
    return link;
  }

  /** Why the last call failed. */
  String trouble() {
    return trouble;
  }

  /** Gives the link up. */
  void hangUp() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
