package io.penstock.tools.sink;

import io.penstock.content.ContentHash;
import io.penstock.net.InputPoll;
import io.penstock.net.UdpReceiver;
import io.penstock.net.WakeUp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * Destinations on several ports of this host, each of which can die and return.
 *
 * <p>Threads: it has one of its own, which receives, feeds the arrivals and carries out what any
 * other thread asks; each method returns when its work is done. Read the arrivals through {@link
 * #ask} only.
 */
public final class Sink implements AutoCloseable {
  /** What a destination asks of the kernel unless a test needs less. */
  public static final int RECEIVE_BUFFER_BYTES = 16 << 20;

  private static final int WAIT_MS = 1_000;

  private final Arrivals arrivals;
  private final long gatherNs;
  private final List<SinkPort> ports = new ArrayList<>();
  private final ConcurrentLinkedQueue<FutureTask<?>> asked = new ConcurrentLinkedQueue<>();
  private final WakeUp wakeUp;
  private final Thread thread;
  private InputPoll poll;
  private boolean ended;
  private RuntimeException failure; // reported to callers; nothing is received after it
  private volatile boolean begun;
  private volatile long firstNs;
  private volatile long lastNs;

  private Sink(Arrivals arrivals, long gatherNs) throws IOException {
    this.arrivals = arrivals;
    this.gatherNs = gatherNs;
    this.wakeUp = WakeUp.create();
    this.thread = Thread.ofPlatform().name("sink").daemon().unstarted(this::work);
  }

  /**
   * Binds all ports and begins to receive.
   *
   * @param addresses port 0 is any free port; see {@link #portNumbers()}
   * @param receiveBufferBytes of each port
   * @param gatherNs how long to pause after a small receive, to take more at once; 0 takes each
   *     datagram as soon as it is there
   * @throws IOException when one cannot be bound; none is then
   */
  public static Sink start(
      List<InetSocketAddress> addresses, int receiveBufferBytes, long gatherNs, Arrivals arrivals)
      throws IOException {
    Sink sink = new Sink(arrivals, gatherNs);
    try {
      for (InetSocketAddress address : addresses) {
        sink.ports.add(new SinkPort(address, receiveBufferBytes));
      }
    } catch (IOException e) {
      sink.ports.forEach(SinkPort::close);
      sink.wakeUp.close();
      throw e;
    }
    sink.pollOpenPorts();
    sink.thread.start();
    return sink;
  }

  /** Ports on 127.0.0.1, whichever are free, each datagram taken at once. */
  public static Sink onFreePorts(int count, Arrivals arrivals) throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(new InetSocketAddress("127.0.0.1", 0));
    }
    return start(addresses, RECEIVE_BUFFER_BYTES, 0, arrivals);
  }

  private void work() {
    while (!ended) {
      carryOut();
      try {
        if (receive() == 0 && !ended) {
          poll.await(WAIT_MS);
        } else if (gatherNs > 0) {
          LockSupport.parkNanos(gatherNs);
        }
      } catch (RuntimeException e) {
        failure = e;
        ports.forEach(SinkPort::close);
        pollOpenPorts();
      }
    }
    ports.forEach(SinkPort::close);
  }

  private void carryOut() {
    wakeUp.clear();
    for (FutureTask<?> task = asked.poll(); task != null; task = asked.poll()) {
      task.run();
    }
  }

  /** Takes a share of what is at every port; returns what came. */
  private int receive() {
    int taken = 0;
    for (int i = 0; i < ports.size(); i++) {
      taken += ports.get(i).drain(arrivals);
    }
    if (taken > 0) {
      lastNs = System.nanoTime();
      if (!begun) {
        firstNs = lastNs;
        begun = true;
      }
    }
    return taken;
  }

  private void pollOpenPorts() {
    poll =
        InputPoll.of(
            wakeUp,
            ports.stream()
                .filter(SinkPort::isOpen)
                .map(SinkPort::receiver)
                .toArray(UdpReceiver[]::new));
  }

  /**
   * Runs something between two receives, on the sink's thread, and gives its result.
   *
   * @throws IllegalStateException when the sink has failed, with the reason
   */
  public <T> T ask(Callable<T> question) throws IOException {
    return order(
        () -> {
          if (failure != null) {
            throw failure;
          }
          return question.call();
        });
  }

  private <T> T order(Callable<T> question) throws IOException {
    FutureTask<T> task = new FutureTask<>(question);
    asked.add(task);
    wakeUp.signal();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the sink has failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the sink", e);
    }
  }

  /** The ports, in the order they were given. */
  public List<Integer> portNumbers() throws IOException {
    return ask(() -> ports.stream().map(SinkPort::number).toList());
  }

  /** A port dies: what it had not taken is gone, senders are refused from now on. */
  public void kill(int port) throws IOException {
    ask(
        () -> {
          find(port).close();
          pollOpenPorts();
          return null;
        });
  }

  /** A port ends in order: it takes what is there, then closes. */
  public void stop(int port) throws IOException {
    ask(
        () -> {
          int taken;
          do {
            taken = find(port).drain(arrivals);
          } while (taken > 0);
          find(port).close();
          pollOpenPorts();
          return null;
        });
  }

  /** A port that was killed or stopped returns on the same number. */
  public void restart(int port) throws IOException {
    ask(
        () -> {
          if (!find(port).isOpen()) {
            find(port).open();
            pollOpenPorts();
          }
          return null;
        });
  }

  private SinkPort find(int number) throws IOException {
    for (SinkPort port : ports) {
      if (port.number() == number) {
        return port;
      }
    }
    throw new IOException("the sink has no port " + number);
  }

  /** What came so far. */
  public SinkReport report() throws IOException {
    return ask(
        () -> {
          List<SinkReport.Port> reports = ports.stream().map(SinkPort::report).toList();
          long cpuNs = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
          return new SinkReport(
              (lastNs - firstNs) / 1e9,
              reports.stream().mapToLong(SinkReport.Port::datagrams).sum(),
              reports.stream().mapToLong(SinkReport.Port::lines).sum(),
              reports.stream().mapToLong(SinkReport.Port::bytes).sum(),
              ContentHash.text(ports.stream().mapToLong(SinkPort::content).sum()),
              reports.stream().mapToLong(SinkReport.Port::kernelDrops).sum(),
              cpuNs / 1e9,
              reports);
        });
  }

  /** How long nothing came, in ns; 0 as long as nothing came at all. Any thread. */
  public long idleNs() {
    return begun ? System.nanoTime() - lastNs : 0;
  }

  /** Closes all ports. Ask for the report before. */
  @Override
  public void close() {
    try {
      order(
          () -> {
            ended = true;
            return null;
          });
      thread.join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wakeUp.close();
  }
}
