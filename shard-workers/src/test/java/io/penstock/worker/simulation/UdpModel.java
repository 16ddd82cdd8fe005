package io.penstock.worker.simulation;

import io.penstock.net.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A connected UDP socket: what nobody takes comes back as an error, or does not. */
final class UdpModel implements SimulatedLink {
  private static final int DATAGRAM_BYTES_MAX = 65_507;

  private final Simulation world;
  private final Server server;
  private final ReaderModel reader;
  private final ArrayDeque<Long> bounces = new ArrayDeque<>();
  private final List<Datagram> underWay = new ArrayList<>();
  private boolean isTold;
  private boolean isClosed;
  private String error = "";

  UdpModel(Simulation world, Server server, ReaderModel reader) {
    this.world = world;
    this.server = server;
    this.reader = reader;
  }

  @Override
  public Progress progress() {
    return Progress.OPEN;
  }

  @Override
  public SendResult send(UnsafeBuffer buffer, int offset, int length) {
    world.onSend();
    if (!isTold && !bounces.isEmpty() && bounces.peekFirst() <= world.nowNs()) {
      isTold = true;
      error = "refused";
      return SendResult.REFUSED;
    }
    if (length > DATAGRAM_BYTES_MAX) {
      reader.rejected(buffer, offset, length);
      return SendResult.TOO_BIG;
    }
    if (server.mode() == Server.Mode.STALLED) {
      return SendResult.FULL;
    }
    Datagram datagram = reader.handedOver(buffer, offset, length, false);
    switch (server.mode()) {
      case UP -> datagram.arrived();
      case REFUSING -> {
        datagram.bouncesAtNs = world.nowNs() + server.latencyNs;
        bounces.add(datagram.bouncesAtNs);
        underWay.add(datagram);
      }
      default -> datagram.isSilentlyLost = true;
    }
    return SendResult.SENT;
  }

  @Override
  public int takeErrors() {
    int errors = 0;
    while (!bounces.isEmpty() && bounces.peekFirst() <= world.nowNs()) {
      bounces.poll();
      errors++;
    }
    isTold = false;
    underWay.removeIf(datagram -> datagram.bouncesAtNs <= world.nowNs());
    return errors;
  }

  @Override
  public String lastError() {
    return error;
  }

  @Override
  public long takenBytes() {
    return 0;
  }

  @Override
  public long acknowledgedBytes() {
    return 0;
  }

  @Override
  public void settle(long timeoutNs) {
    // nobody acknowledges
  }

  @Override
  public void tick(long nowNs) {
    // all that happens, happens when it is asked for
  }

  @Override
  public void serverDied(long nowNs, boolean isSilent, boolean afterReading) {
    // nobody tells a datagram socket
  }

  @Override
  public void wasForgotten(long nowNs) {
    // there is nothing to remember
  }

  @Override
  public boolean isOver() {
    return isClosed;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
