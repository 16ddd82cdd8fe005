package io.penstock.journal;

import io.penstock.journal.record.RecordBuffer;
import io.penstock.journal.rollfile.ChronicleFormat;
import io.penstock.journal.rollfile.RollFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Injures a roll file where a test says. */
final class Corrupter implements AutoCloseable {
  private final FileChannel channel;

  private Corrupter(FileChannel channel) {
    this.channel = channel;
  }

  static Corrupter open(Path file) {
    try {
      return new Corrupter(
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the headers of the sound records of a file lie, the layout first. */
  static List<Long> records(Path file) {
    List<Long> positions = new ArrayList<>();
    try (RollFile rollFile = RollFile.open(file);
        RecordBuffer record = new RecordBuffer()) {
      long at = rollFile.nextSound(rollFile.firstRecord(), record);
      while (at >= 0) {
        positions.add(at);
        at = rollFile.nextSound(at + ChronicleFormat.HEADER_BYTES + record.length(), record);
      }
    }
    return positions;
  }

  int getInt(long position) {
    ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    try {
      channel.read(word, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return word.getInt(0);
  }

  void putInt(long position, int value) {
    put(position, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value));
  }

  void flip(long position, int bits) {
    putInt(position, getInt(position) ^ bits);
  }

  void zero(long position, long length) {
    put(position, ByteBuffer.allocate(Math.toIntExact(length)));
  }

  void fill(long position, long length, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
    while (bytes.hasRemaining()) {
      bytes.put((byte) value);
    }
    put(position, bytes.flip());
  }

  void truncate(long length) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ByteBuffer get(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      channel.read(bytes, position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.flip();
  }

  void put(long position, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
