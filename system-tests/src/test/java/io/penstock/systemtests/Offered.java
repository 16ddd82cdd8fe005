package io.penstock.systemtests;

import io.penstock.tools.load.LoadPlan;
import java.net.InetSocketAddress;

/**
 * What a test sends: numbered lines, by default one a datagram, until it is ended.
 *
 * @param run name within the keys, so that what is sent twice does not mix
 * @param keys number of series
 * @param rate datagrams a second
 * @param datagrams how many; {@link Long#MAX_VALUE} until ended
 * @param lines of each datagram
 * @param coalesced datagrams given to the kernel at once
 * @param sources sockets that share the keys
 */
record Offered(
    InetSocketAddress target,
    String run,
    int keys,
    int rate,
    long datagrams,
    int lines,
    int coalesced,
    int sources) {
  static final int LINE_BYTES = 100;

  /** 300 series from one source, at a rate that nothing on the way loses. */
  static Offered to(Penstock penstock) {
    return to(penstock.address());
  }

  /** The same to another address. */
  static Offered to(InetSocketAddress target) {
    return new Offered(target, "", 300, 5_000, Long.MAX_VALUE, 1, 1, 1);
  }

  Offered named(String value) {
    return new Offered(target, value, keys, rate, datagrams, lines, coalesced, sources);
  }

  Offered at(int datagramsPerSecond) {
    return new Offered(target, run, keys, datagramsPerSecond, datagrams, lines, coalesced, sources);
  }

  Offered datagrams(int value) {
    return new Offered(target, run, keys, rate, value, lines, coalesced, sources);
  }

  Offered lines(int value) {
    return new Offered(target, run, keys, rate, datagrams, value, coalesced, sources);
  }

  Offered coalesced(int value) {
    return new Offered(target, run, keys, rate, datagrams, lines, value, sources);
  }

  Offered sources(int value) {
    return new Offered(target, run, keys, rate, datagrams, lines, coalesced, value);
  }

  LoadPlan plan() {
    return new LoadPlan(
        target,
        new LoadPlan.Series(keys, LINE_BYTES, true, false, run),
        new LoadPlan.Packing(lines, coalesced, sources),
        LoadPlan.Span.count(datagrams, rate));
  }
}
