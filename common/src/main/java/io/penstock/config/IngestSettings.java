package io.penstock.config;

import io.penstock.net.IpNetwork;
import java.util.List;

/**
 * Section {@code [ingest]}.
 *
 * @param receiveBufferBytes socket buffer to ask for
 * @param gatherNs longest pause to let datagrams gather, 0 for none
 * @param listen what to listen on besides {@code bind_interface} and {@code bind_port}
 * @param socketMode permissions of the files of Unix sockets
 * @param allow networks that may send; all when it is empty
 * @param connectionsMax stream clients at a time
 * @param idleNs how long a stream client may say nothing whole, 0 for ever
 * @param maxLineBytes longest line or frame of a stream
 */
public record IngestSettings(
    int receiveBufferBytes,
    long gatherNs,
    List<ListenAddress> listen,
    int socketMode,
    List<IpNetwork> allow,
    int connectionsMax,
    long idleNs,
    int maxLineBytes) {
  /** Keeps its own copies. */
  public IngestSettings {
    listen = List.copyOf(listen);
    allow = List.copyOf(allow);
  }
}
