package io.penstock.tools.replay;

import io.penstock.config.Destination;
import io.penstock.net.Link;
import io.penstock.net.SendResult;
import io.penstock.net.StreamLink;
import io.penstock.net.UdpSender;
import io.penstock.net.UnixDatagramLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** Sends on a link, and waits where that does not. One thread. */
public final class LinkCarrier implements Carrier {
  private static final long CONNECT_NS_MAX = TimeUnit.SECONDS.toNanos(5);
  private static final long FULL_NS_MAX = TimeUnit.SECONDS.toNanos(15);
  private static final long CONFIRM_NS_MAX = TimeUnit.SECONDS.toNanos(15);

  /** UDP has no confirmation; most refusals arrive within this time. */
  private static final long REFUSAL_NS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Looking for errors is a system call. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private final String address;
  private final Link link;
  private long lookedNs = System.nanoTime();

  private LinkCarrier(String address, Link link) {
    this.address = address;
    this.link = link;
  }

  /**
   * Opens a link and waits until it is up.
   *
   * @throws Refused when it does not come up
   */
  public static LinkCarrier open(Destination destination, int sendBufferBytes) throws Refused {
    String address = destination.address();
    try {
      LinkCarrier carrier = new LinkCarrier(address, link(destination, sendBufferBytes));
      try {
        carrier.awaitOpen();
      } catch (Refused e) {
        carrier.close();
        throw e;
      }
      return carrier;
    } catch (UnknownHostException e) {
      throw new Refused(address, "the name does not resolve");
    } catch (IOException e) {
      throw new Refused(address, e.getMessage());
    }
  }

  private static Link link(Destination destination, int sendBufferBytes) throws IOException {
    return switch (destination.transport()) {
      case UDP -> UdpSender.connect(inet(destination), sendBufferBytes);
      case TCP -> StreamLink.connect(inet(destination), sendBufferBytes);
      case UNIX -> UnixDatagramLink.connect(Path.of(destination.host()), sendBufferBytes);
      case UNIX_STREAM -> StreamLink.connect(Path.of(destination.host()), sendBufferBytes);
    };
  }

  private static InetSocketAddress inet(Destination destination) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(destination.host()), destination.port());
  }

  private void awaitOpen() throws Refused {
    long began = System.nanoTime();
    while (link.progress() == Link.Progress.CONNECTING) {
      if (System.nanoTime() - began > CONNECT_NS_MAX) {
        throw new Refused(address, "no connection within 5 s");
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    requireWhole();
  }

  private void requireWhole() throws Refused {
    if (link.progress() == Link.Progress.BROKEN) {
      throw new Refused(address, link.lastError());
    }
  }

  @Override
  public boolean send(UnsafeBuffer buffer, int offset, int length) throws Refused {
    long began = System.nanoTime();
    while (true) {
      SendResult result = link.send(buffer, offset, length);
      switch (result) {
        case SENT -> {
          return true;
        }
        case TOO_BIG -> {
          return false;
        }
        case FULL -> {
          check();
          if (System.nanoTime() - began > FULL_NS_MAX) {
            throw new Refused(address, "it takes nothing any more");
          }
          LockSupport.parkNanos(PAUSE_NS);
        }
        default -> throw new Refused(address, link.lastError());
      }
    }
  }

  @Override
  public void check() throws Refused {
    long nowNs = System.nanoTime();
    if (nowNs - lookedNs < LOOK_NS) {
      return;
    }
    lookedNs = nowNs;
    if (link.takeErrors() > 0) {
      String reason = link.lastError();
      throw new Refused(address, reason.isEmpty() ? "something that was sent came back" : reason);
    }
    requireWhole();
  }

  @Override
  public void finish() throws Refused {
    long began = System.nanoTime();
    boolean isConfirmed = link.takenBytes() > 0;
    long patienceNs = isConfirmed ? CONFIRM_NS_MAX : REFUSAL_NS;
    while (!isConfirmed || link.acknowledgedBytes() < link.takenBytes()) {
      check();
      if (System.nanoTime() - began > patienceNs) {
        if (isConfirmed) {
          throw new Refused(
              address,
              link.takenBytes() - link.acknowledgedBytes() + " bytes were not acknowledged");
        }
        return;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
