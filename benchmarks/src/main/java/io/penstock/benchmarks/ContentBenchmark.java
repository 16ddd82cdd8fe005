package io.penstock.benchmarks;

import io.penstock.content.ContentHash;
import io.penstock.pack.Packer;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Lines;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the content sum adds to a line on its way through a worker: found, hashed, packed, and not
 * sent. The system call, which is most of what a line costs, is left out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ContentBenchmark {
  static final int LINES = 1024;

  /** Bytes of a line. */
  @Param({"20", "100", "300"})
  public int lineBytes;

  private final UnsafeBuffer slab = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20));
  private int slabBytes;
  private ShardFunction function;
  private Packer packer;

  /** Writes the lines into the slab, an LF after each. */
  @Setup
  public void write() {
    for (int i = 0; i < LINES; i++) {
      String value = ":" + i % 7 + "|c";
      String name = "svc" + i % 100 + ".a" + ",tag=" + "x".repeat(lineBytes);
      String line = name.substring(0, lineBytes - value.length()) + value + "\n";
      slab.putBytes(slabBytes, line.getBytes(StandardCharsets.US_ASCII));
      slabBytes += line.length();
    }
    function = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 5);
    packer = new Packer(1_432);
  }

  /** The sum alone, datagram by datagram of about 1400 bytes. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long sum() {
    long sum = 0;
    int stride = Math.max(1, 1_400 / (lineBytes + 1)) * (lineBytes + 1);
    for (int from = 0; from < slabBytes; from += stride) {
      sum += ContentHash.sum(slab, from, Math.min(stride, slabBytes - from));
    }
    return sum;
  }

  /** A line's way without it. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long way() {
    return pass(false);
  }

  /** A line's way with it. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long wayWithSum() {
    return pass(true);
  }

  private long pass(boolean sums) {
    long sum = 0;
    for (int from = 0; from < slabBytes; ) {
      int end = Lines.endOfLine(slab, from, slabBytes);
      int length = Lines.lengthOf(slab, from, end, slabBytes);
      sum += function.shardOf(slab, from, length);
      packer.pack(slab, from, length, 0);
      from = end + 1;
    }
    packer.seal();
    while (packer.hasSealed()) {
      sum +=
          sums
              ? ContentHash.sum(packer.buffer(), packer.headOffset(), packer.headLength())
              : packer.headLines();
      packer.removeHead();
    }
    return sum;
  }
}
