package io.penstock.worker;

import io.penstock.net.SendResult;
import io.penstock.net.UdpSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connected socket of a shard, and what is known of whoever listens at its other end.
 *
 * <p>UDP gives no acknowledgement; what comes back is at best a refusal, after the fact. So after
 * trouble nothing is sent for a while, then a single datagram as a probe, and only when that has
 * brought no refusal for a moment does everything follow. A state change is logged once.
 *
 * <p>Names are resolved off the sending thread, again after every failure.
 */
final class DestinationSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationSocket.class);

  /** How long a probe is left alone before the rest follows. */
  private static final long PROBE_NS = 50_000_000;

  private enum State {
    /** The address is being looked up. */
    RESOLVING,
    /** In trouble: nothing is sent until the backoff ends. */
    BACKING_OFF,
    /** One datagram may go, or has gone and is watched. */
    PROBING,
    /** Nothing speaks against it. */
    UP
  }

  private final String title;
  private final String host;
  private final int port;
  private final int sendBufferBytes;
  private final Backoff backoff;

  private State state = State.RESOLVING;
  private CompletableFuture<InetSocketAddress> lookUp;
  private UdpSender sender;
  private long waitUntilNs;
  private boolean probeSent;
  private boolean troubled;
  private String trouble = "";

  DestinationSocket(String title, String host, int port, int sendBufferBytes, Backoff backoff) {
    this.title = title;
    this.host = host;
    this.port = port;
    this.sendBufferBytes = sendBufferBytes;
    this.backoff = backoff;
  }

  /** Goes on with whatever is under way; true when the shard may read and send. */
  boolean isReady(long nowNs) {
    switch (state) {
      case RESOLVING -> resolve(nowNs);
      case BACKING_OFF -> {
        if (nowNs - waitUntilNs >= 0) {
          if (sender == null) {
            state = State.RESOLVING;
          } else {
            state = State.PROBING;
            probeSent = false;
          }
        }
      }
      case PROBING -> {
        // Errors are looked for every few milliseconds, and one would have ended the probing.
        if (probeSent && nowNs - waitUntilNs >= 0) {
          recovered();
        }
      }
      case UP -> {}
    }
    return state == State.UP || state == State.PROBING;
  }

  /** Whether a datagram may go now: always, but for the one that is waited for after trouble. */
  boolean maySend() {
    return state == State.UP || (state == State.PROBING && !probeSent);
  }

  /** Whether what was accepted last can be believed: there was no trouble since it began. */
  boolean isTrusted() {
    return !troubled;
  }

  /** Sends one datagram; anything but SENT and FULL tells the caller what to do with it. */
  SendResult send(UnsafeBuffer buffer, int offset, int length, long nowNs) {
    SendResult result = sender.send(buffer, offset, length);
    if (result == SendResult.SENT && state == State.PROBING) {
      probeSent = true;
      waitUntilNs = nowNs + PROBE_NS;
    }
    return result;
  }

  /** Errors that came back since the last look, 0 when nothing speaks against what was sent. */
  int takeErrors() {
    return sender == null ? 0 : sender.takeErrors();
  }

  /** Takes note of a refusal: nothing is sent for a while. */
  void backOff(long nowNs) {
    sender.takeErrors();
    backOff(nowNs, sender.lastErrno() == 0 ? "refused by ICMP" : sender.lastError());
  }

  private void backOff(long nowNs, String reason) {
    long waitNs = backoff.nextNs();
    waitUntilNs = nowNs + waitNs;
    state = State.BACKING_OFF;
    if (!troubled || !reason.equals(trouble)) {
      LOG.warn(
          "{} {}:{} does not take datagrams ({}); the position is kept, trying again from every"
              + " {} ms on",
          title,
          host,
          port,
          reason,
          waitNs / 1_000_000);
    }
    troubled = true;
    trouble = reason;
  }

  private void recovered() {
    state = State.UP;
    backoff.reset();
    if (troubled) {
      LOG.info("{} {}:{} takes datagrams again", title, host, port);
    }
    troubled = false;
    trouble = "";
  }

  private void resolve(long nowNs) {
    if (lookUp == null) {
      lookUp = lookUp();
    }
    if (!lookUp.isDone()) {
      return;
    }
    InetSocketAddress address = lookUp.join();
    lookUp = null;
    if (address == null) {
      backOff(nowNs, "the name does not resolve");
      return;
    }
    try {
      sender = UdpSender.connect(address, sendBufferBytes);
      state = State.PROBING;
      probeSent = false;
    } catch (IOException e) {
      backOff(nowNs, e.getMessage());
    }
  }

  private CompletableFuture<InetSocketAddress> lookUp() {
    try {
      InetAddress literal = InetAddress.ofLiteral(host);
      return CompletableFuture.completedFuture(new InetSocketAddress(literal, port));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.supplyAsync(this::address, DestinationSocket::onOwnThread);
    }
  }

  private InetSocketAddress address() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static void onOwnThread(Runnable task) {
    Thread.ofPlatform().daemon().name("resolve").start(task);
  }

  @Override
  public void close() {
    if (sender != null) {
      sender.close();
    }
  }
}
