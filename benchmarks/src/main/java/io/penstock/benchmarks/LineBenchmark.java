package io.penstock.benchmarks;

import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.ShardFunction;
import io.penstock.statsd.Lines;
import io.penstock.statsd.Parts;
import java.nio.ByteBuffer;
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
 * What one line costs a worker before it is packed: to find its end, its key, its shard.
 *
 * <p>Each operation is one line of a datagram slab of {@value #LINES} different ones, so that the
 * branches meet lines whose parts lie elsewhere each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LineBenchmark {
  static final int LINES = 4096;

  /** The shape of the lines. */
  @Param public SampleLines shape;

  private final int[] offsets = new int[LINES];
  private final int[] lengths = new int[LINES];
  private UnsafeBuffer slab;
  private int slabBytes;
  private ShardFunction name;
  private ShardFunction nameTags;
  private ShardFunction nameAllTags;
  private Parts parts;

  /** Writes the lines into the slab, an LF after each. */
  @Setup
  public void write() {
    byte[][] lines = shape.lines(LINES);
    slab = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20));
    slabBytes = 0;
    for (int i = 0; i < LINES; i++) {
      offsets[i] = slabBytes;
      lengths[i] = lines[i].length;
      slab.putBytes(slabBytes, lines[i]);
      slabBytes += lines[i].length;
      slab.putByte(slabBytes++, (byte) '\n');
    }
    name = ShardFunction.of(HashKind.DJB2, KeyRule.NAME, 5);
    nameTags = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_TAGS, 5);
    nameAllTags = ShardFunction.of(HashKind.DJB2, KeyRule.NAME_ALL_TAGS, 5);
    parts = new Parts();
  }

  /** Ends of lines alone. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int scan() {
    int sum = 0;
    for (int from = 0; from < slabBytes; ) {
      int end = Lines.endOfLine(slab, from, slabBytes);
      sum += Lines.lengthOf(slab, from, end, slabBytes);
      from = end + 1;
    }
    return sum;
  }

  /** Names and tags alone, ends known. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int key() {
    int sum = 0;
    for (int i = 0; i < LINES; i++) {
      parts.findLeading(slab, offsets[i], offsets[i] + lengths[i]);
      sum += parts.leadingEnd();
    }
    return sum;
  }

  /** Key, hash and shard under {@code name}, ends known. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int hashName() {
    return shards(name);
  }

  /** Key, hash and shard under {@code name+tags}, ends known. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int hashNameTags() {
    return shards(nameTags);
  }

  /** Key, hash and shard under {@code name+all-tags}, ends known. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int hashNameAllTags() {
    return shards(nameAllTags);
  }

  private int shards(ShardFunction function) {
    int sum = 0;
    for (int i = 0; i < LINES; i++) {
      sum += function.shardOf(slab, offsets[i], lengths[i]);
    }
    return sum;
  }

  /** All that a worker does to learn the shard of each line, under the default key rule. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int scanAndHash() {
    int sum = 0;
    for (int from = 0; from < slabBytes; ) {
      int end = Lines.endOfLine(slab, from, slabBytes);
      int length = Lines.lengthOf(slab, from, end, slabBytes);
      if (length > 0) {
        sum += nameTags.shardOf(slab, from, length);
      }
      from = end + 1;
    }
    return sum;
  }
}
