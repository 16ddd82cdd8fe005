package io.penstock.benchmarks;

import io.penstock.net.SendResult;
import io.penstock.net.UdpReceiver;
import io.penstock.net.UdpSender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a datagram of 100 bytes costs to take off a loopback socket that holds {@value #DATAGRAMS}
 * of them. An operation is one datagram; sending is not in the figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReceiveBenchmark {
  /** Three full receives; a socket buffer of the kernel's default size holds them. */
  static final int DATAGRAMS = 3 * UdpReceiver.SLOTS;

  private static final int DATAGRAM_BYTES = 100;

  /** How many datagrams the sender gives the kernel in one call, so that they coalesce. */
  @Param({"1", "32"})
  public int coalesced;

  private final UnsafeBuffer source =
      new UnsafeBuffer(ByteBuffer.allocateDirect(64 * DATAGRAM_BYTES));
  private UdpReceiver receiver;
  private UdpSender sender;

  /** Binds to any port of the loopback. */
  @Setup
  public void open() throws IOException {
    source.setMemory(0, source.capacity(), (byte) 'x');
    receiver =
        UdpReceiver.bind(
            new InetSocketAddress("127.0.0.1", 0),
            16 << 20,
            UdpReceiver.SLOTS,
            UdpReceiver.SLOT_BYTES);
    sender = UdpSender.connect(receiver.localAddress(), 1 << 20);
  }

  /** Fills the socket. */
  @Setup(Level.Invocation)
  public void send() {
    for (int sent = 0; sent < DATAGRAMS; sent += coalesced) {
      SendResult result =
          coalesced == 1
              ? sender.send(source, 0, DATAGRAM_BYTES)
              : sender.sendSegments(source, 0, coalesced * DATAGRAM_BYTES, DATAGRAM_BYTES);
      if (result != SendResult.SENT) {
        throw new IllegalStateException(result + " " + sender.lastError());
      }
    }
  }

  /** Empties it. */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public int receive() {
    int datagrams = 0;
    while (datagrams < DATAGRAMS) {
      int slots = receiver.receive();
      if (slots == 0) {
        throw new IllegalStateException("the socket lost " + (DATAGRAMS - datagrams));
      }
      for (int slot = 0; slot < slots; slot++) {
        int segmentBytes = Math.max(1, receiver.segmentBytes(slot));
        datagrams += (receiver.length(slot) + segmentBytes - 1) / segmentBytes;
      }
    }
    return datagrams;
  }

  /** Closes both sockets. */
  @TearDown
  public void close() {
    sender.close();
    receiver.close();
  }
}
