package io.penstock.tools.load;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.content.ContentHash;
import io.penstock.tools.command.EpochMicros;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a plan's datagrams.
 *
 * <p>Threads: {@link #run} belongs to one; {@link #stop} and the counts may be called from any.
 * Small batches at least 0.2 ms apart keep both the rate even and the wake-ups few.
 */
public final class Load implements AutoCloseable {
  /** The most that one send can carry: an IPv4 datagram without its headers. */
  static final int SEND_BYTES_MAX = 65_507;

  private static final long WAIT_MIN_NS = 200_000;
  private static final long WAIT_MAX_NS = 100_000_000; // to notice a stop
  private static final int BATCH_MAX = 1_024; // datagrams between two looks at the clock
  private static final long HOUSEKEEPING_NS = 1_000_000_000;

  private final LoadPlan plan;
  private final Traffic traffic;
  private final LoadSocket[] sockets;
  private long index;
  private volatile boolean stopped;
  private volatile long datagramsShown;

  private Load(LoadPlan plan, Traffic traffic, LoadSocket[] sockets) {
    this.plan = plan;
    this.traffic = traffic;
    this.sockets = sockets;
    this.index = plan.span().firstDatagram();
  }

  /**
   * Opens the sockets and makes the lines.
   *
   * @throws IOException when there is no way to the target or the file cannot be read
   * @throws IllegalArgumentException when the plan cannot be carried out
   */
  public static Load open(LoadPlan plan) throws IOException {
    LoadPlan.Packing packing = plan.packing();
    Traffic traffic =
        switch (plan.content()) {
          case LoadPlan.Series series -> GeneratedLines.of(series, packing, EpochMicros.start());
          case LoadPlan.Repeated(Path file) -> FileLines.read(file, packing.linesPerDatagram());
        };
    LoadSocket[] sockets = new LoadSocket[packing.sources()];
    Load load = new Load(plan, traffic, sockets);
    try {
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = new LoadSocket(plan.target());
      }
      return load;
    } catch (IOException | RuntimeException e) {
      load.close();
      throw e;
    }
  }

  /** Sends until the plan's count or time is reached, or until it is stopped. */
  public LoadReport run() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpuNs = process.getProcessCpuTime();
    long startNs = System.nanoTime();
    sendAll(startNs);
    double seconds = Math.max(1, System.nanoTime() - startNs) / 1e9;
    return report(seconds, (process.getProcessCpuTime() - cpuNs) / 1e9);
  }

  private void sendAll(long startNs) {
    Pace pace = new Pace(plan.span().datagramsPerSecond(), startNs);
    long first = index;
    long count = Math.min(plan.span().datagrams(), Long.MAX_VALUE - first);
    double durationNs = plan.span().seconds() * 1e9;
    long housekeepingNs = startNs + HOUSEKEEPING_NS;
    while (!stopped && index - first < count) {
      long nowNs = System.nanoTime();
      if (nowNs - startNs >= durationNs) {
        break;
      }
      long due = Math.min(pace.due(nowNs, index - first), count);
      if (index - first < due) {
        sendUntil(first + Math.min(due, index - first + BATCH_MAX), first + count);
      } else {
        waitFor(pace.waitNs(nowNs, index - first));
      }
      if (nowNs - housekeepingNs >= 0) {
        housekeepingNs += HOUSEKEEPING_NS;
        keepHouse();
      }
    }
    keepHouse();
  }

  /** Sends whole groups, so the last may reach beyond what is due, never beyond the end. */
  private void sendUntil(long due, long end) {
    int groupDatagrams = plan.packing().groupDatagrams();
    while (index < due) {
      int count = (int) Math.min(groupDatagrams - index % groupDatagrams, end - index);
      traffic.prepare(index, count);
      sockets[(int) (index / groupDatagrams % sockets.length)].send(traffic, count);
      index += count;
    }
  }

  private static void waitFor(long waitNs) {
    LockSupport.parkNanos(Math.clamp(waitNs, WAIT_MIN_NS, WAIT_MAX_NS));
  }

  private void keepHouse() {
    long datagrams = 0;
    for (LoadSocket socket : sockets) {
      socket.takeErrors();
      datagrams += socket.datagrams();
    }
    datagramsShown = datagrams;
  }

  private LoadReport report(double seconds, double cpuSeconds) {
    long bytes = Arrays.stream(sockets).mapToLong(LoadSocket::bytes).sum();
    long datagrams = datagramsShown;
    long lines = datagrams * plan.packing().linesPerDatagram();
    return new LoadReport(
        plan.content() instanceof LoadPlan.Series series ? series.run() : "",
        datagrams,
        lines,
        bytes,
        ContentHash.text(Arrays.stream(sockets).mapToLong(LoadSocket::content).sum()),
        seconds,
        datagrams / seconds,
        lines / seconds,
        cpuSeconds,
        plan.span().firstDatagram(),
        index,
        Arrays.stream(sockets).map(LoadSocket::report).toList());
  }

  /** Datagrams sent, as of at most a second ago. */
  public long datagrams() {
    return datagramsShown;
  }

  /** Ends {@link #run} soon. */
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    for (LoadSocket socket : sockets) {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
