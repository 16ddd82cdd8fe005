package io.penstock.tools.load;

import java.util.List;

/**
 * What a load did.
 *
 * @param run the plan's name
 * @param datagrams accepted by the kernel
 * @param lines in those
 * @param bytes in those, newlines included
 * @param content sum of the content hashes of the lines, as {@link
 *     io.penstock.content.ContentHash#text} writes it
 * @param seconds from the first to the last
 * @param datagramsPerSecond as achieved
 * @param linesPerSecond as achieved
 * @param cpuSeconds of the whole process meanwhile
 * @param firstDatagram the index it began at
 * @param nextDatagram the index to continue at, failed ones included
 * @param sources what each socket met
 */
public record LoadReport(
    String run,
    long datagrams,
    long lines,
    long bytes,
    String content,
    double seconds,
    double datagramsPerSecond,
    double linesPerSecond,
    double cpuSeconds,
    long firstDatagram,
    long nextDatagram,
    List<Source> sources) {

  /**
   * One socket.
   *
   * @param port its local port
   * @param datagrams accepted by the kernel
   * @param full how often the send buffer was full; each was sent later
   * @param refused how often a send was refused for an earlier datagram; each was sent again
   * @param failed datagrams never sent; their numbers are missing
   * @param undelivered errors that came back for datagrams sent
   * @param lastError in words, empty when there was none
   */
  public record Source(
      int port,
      long datagrams,
      long full,
      long refused,
      long failed,
      long undelivered,
      String lastError) {}
}
