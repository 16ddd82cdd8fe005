package io.penstock.ingest;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.net.InheritedSocket;
import io.penstock.net.UdpReceiver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * The UDP sockets that ingest receives on: those that it was handed, or else the one that is
 * configured.
 */
final class UdpSockets implements AutoCloseable {
  private final List<UdpReceiver> receivers = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private int inherited;

  private UdpSockets() {}

  /**
   * Takes over what was inherited. A UDP socket among it takes the place of {@code bind_interface}
   * and {@code bind_port}; only without one the configured address is bound.
   */
  static UdpSockets open(Configuration configuration, List<InheritedSocket> inherited)
      throws IOException {
    UdpSockets sockets = new UdpSockets();
    try {
      for (InheritedSocket socket : inherited) {
        sockets.adopt(socket, configuration.ingest().receiveBufferBytes());
      }
      if (inherited.isEmpty()) {
        sockets.bind(configuration);
      }
      return sockets;
    } catch (IOException | RuntimeException e) {
      sockets.close();
      throw e;
    }
  }

  private void adopt(InheritedSocket socket, int bufferBytes) throws IOException {
    if (receivers.size() == KernelDrops.SOCKETS_MAX) {
      throw new IOException("more than " + KernelDrops.SOCKETS_MAX + " UDP sockets were inherited");
    }
    receivers.add(
        UdpReceiver.adopt(socket, bufferBytes, UdpReceiver.SLOTS, UdpReceiver.SLOT_BYTES));
    names.add(socket.addressText() + " (inherited: " + socket.name() + ")");
    inherited++;
  }

  private void bind(Configuration configuration) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(configuration.bindInterface(), configuration.bindPort());
    UdpReceiver receiver =
        UdpReceiver.bind(
            address,
            configuration.ingest().receiveBufferBytes(),
            UdpReceiver.SLOTS,
            UdpReceiver.SLOT_BYTES);
    receivers.add(receiver);
    names.add(
        Destination.hostAndPort(configuration.bindInterface(), receiver.localAddress().getPort()));
  }

  List<UdpReceiver> receivers() {
    return receivers;
  }

  UdpReceiver first() {
    return receivers.getFirst();
  }

  /** How many of them were handed to us. */
  int inherited() {
    return inherited;
  }

  /** The smallest buffer of any of them. */
  int grantedBufferBytes() {
    return receivers.stream().mapToInt(UdpReceiver::grantedBufferBytes).min().orElseThrow();
  }

  long[] identities() throws IOException {
    long[] identities = new long[receivers.size()];
    for (int i = 0; i < identities.length; i++) {
      identities[i] = receivers.get(i).identity();
    }
    return identities;
  }

  /** Addresses, as people write them, and which of them were inherited. */
  String inWords() {
    return String.join(", ", names);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(receivers);
  }
}
