package io.penstock.tools.sink;

import java.util.List;

/**
 * What came to a sink.
 *
 * @param seconds from the first datagram to the last
 * @param datagrams of all ports
 * @param lines of all ports
 * @param bytes of all ports
 * @param content sum of the content hashes of the lines of all ports, as {@link
 *     io.penstock.content.ContentHash#text} writes it; zeros when it was not asked for
 * @param kernelDrops arrivals lost before the sink could take them: its own fault
 * @param cpuSeconds of the sink's thread
 * @param ports each port
 */
public record SinkReport(
    double seconds,
    long datagrams,
    long lines,
    long bytes,
    String content,
    long kernelDrops,
    double cpuSeconds,
    List<Port> ports) {

  /**
   * One port.
   *
   * @param port its number
   * @param open whether it listens now
   * @param datagrams that came
   * @param lines that came
   * @param bytes that came
   * @param content of the lines that came
   * @param kernelDrops see {@link SinkReport}
   */
  public record Port(
      int port,
      boolean open,
      long datagrams,
      long lines,
      long bytes,
      String content,
      long kernelDrops) {}
}
