package io.penstock.tools.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** The lines of a file, as they are, over and over; empty ones are left out. */
final class FileLines implements Traffic {
  private static final long FILE_BYTES_MAX = 256L << 20; // it is held in memory

  private final int linesPerDatagram;
  private final UnsafeBuffer slab;
  private final int[] starts; // of each line, the first ones once more, and the end
  private final int lines;
  private int first;

  private FileLines(int linesPerDatagram, UnsafeBuffer slab, int[] starts) {
    this.linesPerDatagram = linesPerDatagram;
    this.slab = slab;
    this.starts = starts;
    this.lines = starts.length - linesPerDatagram;
  }

  /** Reads the file; refuses an empty one, and one too large to hold. */
  static FileLines read(Path file, int linesPerDatagram) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + " has more than " + FILE_BYTES_MAX + " bytes");
    }
    return of(Files.readAllBytes(file), linesPerDatagram);
  }

  static FileLines of(byte[] content, int linesPerDatagram) throws IOException {
    IntArrayList starts = new IntArrayList();
    IntArrayList ends = new IntArrayList();
    int start = 0;
    for (int i = 0; i <= content.length; i++) {
      if (i == content.length || content[i] == '\n') {
        if (i > start) {
          starts.addInt(start);
          ends.addInt(i);
        }
        start = i + 1;
      }
    }
    if (starts.isEmpty()) {
      throw new IOException("the file holds no line");
    }
    return laidOut(content, starts, ends, linesPerDatagram);
  }

  private static FileLines laidOut(
      byte[] content, IntArrayList starts, IntArrayList ends, int linesPerDatagram) {
    int inSlab = starts.size() + linesPerDatagram - 1;
    int[] startsInSlab = new int[inSlab + 1];
    for (int i = 0; i < inSlab; i++) {
      int line = i % starts.size();
      int length = ends.getInt(line) - starts.getInt(line);
      startsInSlab[i + 1] = Math.addExact(startsInSlab[i], length + 1);
    }
    UnsafeBuffer slab = new UnsafeBuffer(ByteBuffer.allocateDirect(startsInSlab[inSlab]));
    for (int i = 0; i < inSlab; i++) {
      int line = i % starts.size();
      int length = ends.getInt(line) - starts.getInt(line);
      slab.putBytes(startsInSlab[i], content, starts.getInt(line), length);
      slab.putByte(startsInSlab[i] + length, (byte) '\n');
    }
    return new FileLines(linesPerDatagram, slab, startsInSlab);
  }

  @Override
  public void prepare(long datagram, int count) {
    first = (int) (datagram * linesPerDatagram % lines);
  }

  @Override
  public UnsafeBuffer buffer() {
    return slab;
  }

  @Override
  public int offset() {
    return starts[first];
  }

  @Override
  public int length() {
    return starts[first + linesPerDatagram] - starts[first] - 1;
  }

  @Override
  public int segmentBytes() {
    return length();
  }
}
