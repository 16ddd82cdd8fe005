package io.penstock.worker.destination;

import io.penstock.config.Destination;
import io.penstock.net.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Gets a link to a destination, step by step and without waiting: looks the name up, opens a
 * socket, connects it.
 *
 * <p>The way of a call: {@link #begin}, then {@link #dial} now and then until it says that the link
 * is up or why it is not; after trouble {@code begin} again. Knows nothing of health, backoff or
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

  /** After this many equal answers in a row without our address the name has moved. */
  private static final int ABSENCES_MIN = 2;

  private static final int ABSENCES_MAX = 64;

  /** How much sooner an answer without our address is asked for again. */
  private static final int CONFIRMATIONS_PER_INTERVAL = 8;

  private final Destination destination;
  private final int sendBufferBytes;
  private final long resolveIntervalNs;
  private final Resolver resolver;
  private final LinkOpener links;
  private final List<InetAddress> literal;

  private CompletableFuture<List<InetAddress>> lookUp;
  private CompletableFuture<List<InetAddress>> laterLookUp;
  private long laterAtNs;
  private boolean hasMoved;
  private List<InetAddress> lastAnswer = List.of();
  private int absences;
  private int absencesMax = ABSENCES_MIN;

  private InetAddress address;
  private boolean hasStood;
  private int attempts;
  private Link link;
  private String trouble = "";

  Dialer(
      Destination destination,
      int sendBufferBytes,
      long resolveIntervalNs,
      Resolver resolver,
      LinkOpener links) {
    this.destination = destination;
    this.sendBufferBytes = sendBufferBytes;
    this.resolveIntervalNs = resolveIntervalNs;
    this.resolver = resolver;
    this.links = links;
    this.literal = destination.transport().isUnix() ? List.of() : literal(destination.host());
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

  private boolean isNamed() {
    return !destination.transport().isUnix() && literal.isEmpty();
  }

  /** Starts over: the name is looked up again. A link that is still up is kept. */
  void begin(long nowNs) {
    if (link != null && link.progress() == Link.Progress.BROKEN) {
      hangUp();
    }
    hasMoved = false;
    absences = 0;
    laterLookUp = null;
    laterAtNs = nowNs + resolveIntervalNs;
    lookUp =
        isNamed()
            ? resolver.lookUp(destination.host())
            : CompletableFuture.completedFuture(literal);
  }

  /** Advances the call. */
  Progress dial() {
    if (lookUp != null) {
      if (!lookUp.isDone()) {
        return Progress.UNDER_WAY;
      }
      List<InetAddress> addresses = lookUp.join();
      lookUp = null;
      if (destination.transport().isUnix()) {
        connect();
      } else if (addresses.isEmpty()) {
        trouble = "the name does not resolve";
        hangUp();
        return Progress.FAILED;
      } else {
        choose(addresses);
      }
    }
    return progress();
  }

  /**
   * An address that a link has stood to is kept as long as the name has it: another one may be
   * another server, and a series belongs to one. Until then they are tried in turn.
   */
  private void choose(List<InetAddress> addresses) {
    if (!hasStood || !addresses.contains(address)) {
      hangUp();
      hasStood = false;
      address = addresses.get(attempts++ % addresses.size());
    }
    connect();
  }

  private void connect() {
    if (link == null) {
      try {
        link = links.open(destination, address, sendBufferBytes);
      } catch (IOException e) {
        trouble = e.getMessage();
      }
    }
  }

  /**
   * Whether the name leads elsewhere by now: asked while the link is up, it looks the name up again
   * on an interval. The caller gives up what is in doubt, and begins again.
   */
  boolean hasMoved(long nowNs) {
    if (!isNamed() || hasMoved) {
      return hasMoved;
    }
    if (laterLookUp == null && nowNs - laterAtNs >= 0) {
      laterLookUp = resolver.lookUp(destination.host());
    }
    if (laterLookUp != null && laterLookUp.isDone()) {
      List<InetAddress> addresses = laterLookUp.join();
      laterLookUp = null;
      hasMoved = isMovedBy(addresses);
      boolean asksAgain = absences > 0;
      laterAtNs =
          nowNs + (asksAgain ? resolveIntervalNs / CONFIRMATIONS_PER_INTERVAL : resolveIntervalNs);
      if (hasMoved) {
        trouble = "the name leads to " + addresses.getFirst().getHostAddress() + " now";
      }
    }
    return hasMoved;
  }

  /**
   * A name server may give one address of many at a time. So an answer without ours is believed
   * when the next is the same; and after ours came back, only when twice as many are.
   */
  private boolean isMovedBy(List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      return false; // no reason to leave a server that answers
    }
    if (addresses.contains(address)) {
      absencesMax = absences > 0 ? Math.min(ABSENCES_MAX, 2 * absencesMax) : absencesMax;
      absences = 0;
      return false;
    }
    boolean isSame = absences > 0 && Set.copyOf(addresses).equals(Set.copyOf(lastAnswer));
    absences = isSame ? absences + 1 : 1;
    lastAnswer = addresses;
    return absences >= absencesMax;
  }

  private Progress progress() {
    if (link == null) {
      return Progress.FAILED;
    }
    return switch (link.progress()) {
      case CONNECTING -> Progress.UNDER_WAY;
      case OPEN -> {
        hasStood = true;
        yield Progress.CONNECTED;
      }
      case BROKEN -> {
        trouble = link.lastError();
        hangUp();
        yield Progress.FAILED;
      }
    };
  }

  /** The address that the link leads to; empty for a Unix socket and before the first look-up. */
  Optional<InetAddress> address() {
    return Optional.ofNullable(address);
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
