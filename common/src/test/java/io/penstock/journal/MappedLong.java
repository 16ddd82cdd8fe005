package io.penstock.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** A number in a mapped file: what a process had done when it was killed. */
final class MappedLong implements AutoCloseable {
  private final MappedByteBuffer mapping;
  private final UnsafeBuffer buffer;

  private MappedLong(MappedByteBuffer mapping) {
    this.mapping = mapping;
    this.buffer = new UnsafeBuffer(mapping);
  }

  static MappedLong open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new MappedLong(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
    }
  }

  void set(long value) {
    buffer.putLongVolatile(0, value);
  }

  long get() {
    return buffer.getLongVolatile(0);
  }

  @Override
  public void close() {
    BufferUtil.free(mapping);
  }
}
