package io.penstock.ingest;

import io.penstock.config.Configuration;
import io.penstock.config.Destination;
import io.penstock.config.Destination.Transport;
import io.penstock.config.IngestSettings;
import io.penstock.config.ListenAddress;
import io.penstock.net.BoundFile;
import io.penstock.net.InheritedSocket;
import io.penstock.net.Input;
import io.penstock.net.ReceiveSlots;
import io.penstock.net.SourceFilter;
import io.penstock.net.StreamInputs;
import io.penstock.net.StreamListener;
import io.penstock.net.UdpReceiver;
import io.penstock.net.UnixDatagramReceiver;
import io.penstock.os.OpenFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets that ingest receives on: what it was handed, what is configured, and how it is
 * called.
 *
 * <p>A UDP socket that was handed to us takes the place of {@code bind_interface} and {@code
 * bind_port}; any other configured address is bound unless a socket of the same address was handed
 * to us.
 */
final class Inputs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

  private final IngestSettings settings;
  private final ReceiveSlots slots;
  private final Optional<SourceFilter> filter;
  private final List<UdpReceiver> udp = new ArrayList<>();
  private final List<UnixDatagramReceiver> unix = new ArrayList<>();
  private final List<StreamListener> listeners = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private Optional<StreamInputs> streams = Optional.empty();
  private int inherited;

  private Inputs(IngestSettings settings) {
    this.settings = settings;
    boolean isFiltered = !settings.allow().isEmpty();
    this.filter = isFiltered ? Optional.of(SourceFilter.of(settings.allow())) : Optional.empty();
    this.slots =
        isFiltered
            ? ReceiveSlots.withSources(UdpReceiver.SLOTS, UdpReceiver.SLOT_BYTES)
            : ReceiveSlots.allocate(UdpReceiver.SLOTS, UdpReceiver.SLOT_BYTES);
  }

  /**
   * Takes over what was inherited and opens the rest.
   *
   * @throws IOException when something cannot be opened, saying what to do
   */
  static Inputs open(Configuration configuration, List<InheritedSocket> handedOver)
      throws IOException {
    Inputs inputs = new Inputs(configuration.ingest());
    try {
      for (InheritedSocket socket : handedOver) {
        inputs.adopt(socket);
      }
      List<ListenAddress> taken = handedOver.stream().map(Inputs::addressOf).toList();
      if (inputs.udp.isEmpty()) {
        inputs.bindUdp(configuration.bindInterface(), configuration.bindPort());
      }
      for (ListenAddress address : configuration.ingest().listen()) {
        if (!taken.contains(address)) {
          inputs.open(address);
        }
      }
      if (!inputs.listeners.isEmpty()) {
        inputs.openStreams();
      }
      return inputs;
    } catch (IOException | RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void adopt(InheritedSocket socket) throws IOException {
    switch (socket.kind()) {
      case UDP -> add(UdpReceiver.adopt(socket, settings.receiveBufferBytes(), slots));
      case UNIX -> unix.add(UnixDatagramReceiver.adopt(socket, slots));
      case TCP, UNIX_STREAM -> listeners.add(StreamListener.adopt(socket));
    }
    names.add(addressOf(socket) + " (inherited: " + socket.name() + ")");
    inherited++;
  }

  private static ListenAddress addressOf(InheritedSocket socket) {
    String address = socket.addressText();
    return switch (socket.kind()) {
      case UDP -> ListenAddress.parse(address);
      case TCP -> ListenAddress.parse("tcp://" + address);
      case UNIX -> new ListenAddress(Transport.UNIX, address, 0);
      case UNIX_STREAM -> new ListenAddress(Transport.UNIX_STREAM, address, 0);
    };
  }

  private void open(ListenAddress address) throws IOException {
    switch (address.transport()) {
      case UDP -> bindUdp(address.host(), address.port());
      case TCP -> {
        listeners.add(StreamListener.tcp(new InetSocketAddress(address.host(), address.port())));
        names.add(address.toString());
      }
      case UNIX -> {
        unix.add(UnixDatagramReceiver.bind(Path.of(address.host()), settings.socketMode(), slots));
        names.add(address.toString());
      }
      case UNIX_STREAM -> {
        listeners.add(StreamListener.unix(Path.of(address.host()), settings.socketMode()));
        names.add(address.toString());
      }
    }
  }

  private void bindUdp(String host, int port) throws IOException {
    UdpReceiver receiver =
        UdpReceiver.bind(new InetSocketAddress(host, port), settings.receiveBufferBytes(), slots);
    add(receiver);
    names.add(Destination.hostAndPort(host, receiver.localAddress().getPort()));
  }

  private void add(UdpReceiver receiver) throws IOException {
    udp.add(receiver);
    if (udp.size() > KernelDrops.SOCKETS_MAX) {
      throw new IOException(
          "more than "
              + KernelDrops.SOCKETS_MAX
              + " UDP sockets, inherited ones and those of [ingest] listen; leave some out");
    }
  }

  private void openStreams() throws IOException {
    int connections = settings.connectionsMax();
    int affordable = Descriptors.connections(connections, OpenFiles.limit(), OpenFiles.count());
    if (affordable < connections) {
      LOG.warn(
          "[ingest] connections = {}, but this process may have {} files open, and ingest needs some"
              + " of them: at most {} stream clients are accepted; raise the limit with LimitNOFILE={}"
              + " (systemd) or ulimit -n {}, or lower connections",
          connections,
          OpenFiles.limit(),
          affordable,
          Descriptors.limitFor(connections, OpenFiles.count()),
          Descriptors.limitFor(connections, OpenFiles.count()));
    }
    streams = Optional.of(StreamInputs.of(listeners, filter.orElse(null), affordable));
  }

  ReceiveSlots slots() {
    return slots;
  }

  Optional<SourceFilter> filter() {
    return filter;
  }

  List<UdpReceiver> udp() {
    return udp;
  }

  List<UnixDatagramReceiver> unix() {
    return unix;
  }

  Optional<StreamInputs> streams() {
    return streams;
  }

  /** All of them, to wait on. */
  Input[] all() {
    return Stream.of(udp.stream(), unix.stream(), streams.stream())
        .flatMap(kind -> kind)
        .toArray(Input[]::new);
  }

  /** The files of the Unix sockets among them. */
  List<BoundFile> boundFiles() {
    List<BoundFile> files = new ArrayList<>(unix);
    streams.ifPresent(clients -> files.addAll(clients.boundFiles()));
    return files;
  }

  /** UDP port of the first. */
  int port() {
    return udp.getFirst().localAddress().getPort();
  }

  /** How many of the sockets were handed to us. */
  int inherited() {
    return inherited;
  }

  /** Whether every one of them was opened by another process, which holds it beside us. */
  boolean areAllInherited() {
    return inherited == names.size();
  }

  /** The smallest buffer of any UDP socket. */
  int grantedBufferBytes() {
    return udp.stream().mapToInt(UdpReceiver::grantedBufferBytes).min().orElseThrow();
  }

  /** Which UDP sockets they are, see {@link KernelDrops}. */
  long[] identities() throws IOException {
    long[] identities = new long[udp.size()];
    for (int i = 0; i < identities.length; i++) {
      identities[i] = udp.get(i).identity();
    }
    return identities;
  }

  /** Addresses, as people write them, and which of them were inherited. */
  List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(udp);
    CloseHelper.closeAll(unix);
    streams.ifPresentOrElse(StreamInputs::close, () -> CloseHelper.closeAll(listeners));
  }
}
