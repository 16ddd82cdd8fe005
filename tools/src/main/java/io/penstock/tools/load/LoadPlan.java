package io.penstock.tools.load;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What to send, how packed, how fast and how long.
 *
 * @param target where to
 * @param content which lines
 * @param packing how they become datagrams
 * @param span when to begin and end, and how fast to go
 */
public record LoadPlan(InetSocketAddress target, Content content, Packing packing, Span span) {
  private static final int GROUP_DATAGRAMS_MAX = 64; // UDP_MAX_SEGMENTS of older kernels
  private static final int SOURCES_MAX = 1024; // one socket each

  /** Checks that the parts fit together; the messages name the options. */
  public LoadPlan {
    if (content instanceof Series series) {
      require(
          packing.sources() <= series.keys(),
          "--sources must not be more than --keys: a key has one source");
    } else {
      require(packing.groupDatagrams() == 1, "--file sends lines as they are: without --coalesce");
    }
  }

  static void require(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Where lines come from. */
  public sealed interface Content {}

  /**
   * Made lines: line after line takes the next key.
   *
   * @param keys number of series
   * @param lineBytes length of each line, without newline
   * @param numbered whether a line's value is its number within its key, from 0 on; else it is 1
   * @param stamped whether a line ends with the time of sending
   * @param run name within the keys, so that runs do not mix; empty for none
   */
  public record Series(int keys, int lineBytes, boolean numbered, boolean stamped, String run)
      implements Content {
    /** Checks each for itself. */
    public Series {
      require(keys > 0, "--keys must be above 0");
      require(run.matches("[A-Za-z0-9_-]*"), "--run may hold letters, digits, - and _");
    }
  }

  /**
   * The lines of a file, over and over.
   *
   * @param file held in memory while it is sent
   */
  public record Repeated(Path file) implements Content {}

  /**
   * How lines become datagrams.
   *
   * @param linesPerDatagram lines of each
   * @param groupDatagrams datagrams given to the kernel in one call, at most
   * @param sources sockets; each has keys of its own, so that each key keeps its order
   */
  public record Packing(int linesPerDatagram, int groupDatagrams, int sources) {
    /** Checks each for itself. */
    public Packing {
      require(linesPerDatagram > 0, "--lines must be above 0");
      require(
          groupDatagrams > 0 && groupDatagrams <= GROUP_DATAGRAMS_MAX,
          "--coalesce must be 1 to " + GROUP_DATAGRAMS_MAX);
      require(sources > 0 && sources <= SOURCES_MAX, "--sources must be 1 to " + SOURCES_MAX);
    }
  }

  /**
   * How fast and how long: the first limit that is reached ends it.
   *
   * @param datagramsPerSecond infinite means as fast as it goes
   * @param seconds longest duration; may be infinite
   * @param datagrams how many to send; {@link Long#MAX_VALUE} for no limit
   * @param firstDatagram index to begin at: what an earlier run of the same plan ended with
   */
  public record Span(
      double datagramsPerSecond, double seconds, long datagrams, long firstDatagram) {
    /** Checks each for itself. */
    public Span {
      require(datagramsPerSecond > 0, "--rate must be above 0");
      require(seconds > 0, "--seconds must be above 0");
      require(datagrams > 0, "--count must be above 0");
      require(firstDatagram >= 0, "--start must not be negative");
    }

    /** A number of datagrams at a rate, from the first on. */
    public static Span count(long datagrams, double datagramsPerSecond) {
      return new Span(datagramsPerSecond, Double.POSITIVE_INFINITY, datagrams, 0);
    }
  }
}
