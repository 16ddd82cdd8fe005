package io.penstock.tools.load;

import io.penstock.tools.load.LoadPlan.Packing;
import io.penstock.tools.load.LoadPlan.Series;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Lines made beforehand, of which only digits change.
 *
 * <p>Each source has a slab with one line of each of its keys, newline behind each, and the first
 * lines once more at the end. A datagram is a window of that slab, so nothing is copied: its
 * numbers are written in place, and the window is sent.
 */
final class GeneratedLines implements Traffic {
  private static final int NUMBER_DIGITS = 12;
  private static final int TIME_DIGITS = 16;
  private static final String TIME_SECTION = "|#t:";
  private static final int REGIONS = 4;
  private static final long SLABS_BYTES_MAX = 1L << 30; // what a plan may take of memory

  private final int linesPerDatagram;
  private final int sources;
  private final int groupDatagrams;
  private final int keys;
  private final boolean numbered;
  private final boolean stamped;
  private final EpochMicroClock clock;
  private final int strideBytes;
  private final int numberOffset;
  private final int timeOffset;
  private final UnsafeBuffer[] slabs;

  private UnsafeBuffer slab;
  private int offset;
  private int datagrams;

  // The number as text: the first eight digits, the last four.
  private long numberInDigits = -1;
  private long highDigits;
  private int lowDigits;

  private GeneratedLines(Series series, Packing packing, EpochMicroClock clock) {
    this.linesPerDatagram = packing.linesPerDatagram();
    this.sources = packing.sources();
    this.groupDatagrams = packing.groupDatagrams();
    this.keys = series.keys();
    this.numbered = series.numbered();
    this.stamped = series.stamped();
    this.clock = clock;
    this.strideBytes = series.lineBytes() + 1;
    this.timeOffset = series.lineBytes() - TIME_DIGITS;
    int typeOffset =
        series.lineBytes() - "|c".length() - (stamped ? TIME_SECTION.length() + TIME_DIGITS : 0);
    this.numberOffset = typeOffset - NUMBER_DIGITS;
    int windowLines = linesPerDatagram * groupDatagrams;
    long bytes = ((long) keys + (long) sources * windowLines) * strideBytes;
    LoadPlan.require(bytes <= SLABS_BYTES_MAX, "--keys times --line-bytes is more than 1 GiB");
    this.slabs = new UnsafeBuffer[sources];
    for (int source = 0; source < sources; source++) {
      slabs[source] = slab(series, source, keysOf(source) + windowLines - 1);
    }
  }

  /**
   * Makes the lines of a plan.
   *
   * @throws IllegalArgumentException when the lines are too short for what they must hold, or the
   *     datagrams too long
   */
  static GeneratedLines of(Series series, Packing packing, EpochMicroClock clock) {
    int shortest = line(series, series.keys() - 1, 1).length();
    LoadPlan.require(
        series.lineBytes() >= shortest,
        "--line-bytes must be " + shortest + " or more for this plan");
    long groupBytes =
        (long) packing.groupDatagrams() * packing.linesPerDatagram() * (series.lineBytes() + 1);
    LoadPlan.require(
        groupBytes <= Load.SEND_BYTES_MAX,
        "--lines times --line-bytes times --coalesce is "
            + groupBytes
            + " bytes, more than the "
            + Load.SEND_BYTES_MAX
            + " of one send");
    return new GeneratedLines(series, packing, clock);
  }

  private static String line(Series series, int key, int padBytes) {
    int digits = Integer.toString(series.keys() - 1).length();
    String number = Integer.toString(key);
    String padded = "0".repeat(digits - number.length()) + number;
    return "load."
        + (series.run().isEmpty() ? "" : series.run() + ".")
        + ("k" + padded + ",host=h" + padded + ",region=r" + key % REGIONS)
        + (",pad=" + "x".repeat(padBytes))
        + (":" + (series.numbered() ? "0".repeat(NUMBER_DIGITS) : "1") + "|c")
        + (series.stamped() ? TIME_SECTION + "0".repeat(TIME_DIGITS) : "");
  }

  private UnsafeBuffer slab(Series series, int source, int lines) {
    UnsafeBuffer made = new UnsafeBuffer(ByteBuffer.allocateDirect(lines * strideBytes));
    for (int i = 0; i < lines; i++) {
      int key = source + i % keysOf(source) * sources;
      int padBytes = series.lineBytes() - line(series, key, 0).length();
      String text = line(series, key, padBytes) + "\n";
      made.putBytes(i * strideBytes, text.getBytes(StandardCharsets.US_ASCII));
    }
    return made;
  }

  private int keysOf(int source) {
    return (keys - source + sources - 1) / sources;
  }

  @Override
  public void prepare(long datagram, int count) {
    long group = datagram / groupDatagrams;
    int source = (int) (group % sources);
    long datagramOfSource = group / sources * groupDatagrams + datagram % groupDatagrams;
    long line = datagramOfSource * linesPerDatagram;
    int keysHere = keysOf(source);
    int key = (int) (line % keysHere);
    slab = slabs[source];
    offset = key * strideBytes;
    datagrams = count;
    if (numbered) {
      number(line / keysHere, key, keysHere);
    }
    if (stamped) {
      stamp();
    }
  }

  private void number(long firstNumber, int firstKey, int keysHere) {
    long number = firstNumber;
    setDigits(number);
    int key = firstKey;
    int end = offset + datagrams * linesPerDatagram * strideBytes;
    for (int at = offset + numberOffset; at < end; at += strideBytes) {
      if (key == keysHere) {
        key = 0;
        setDigits(++number);
      }
      slab.putLong(at, highDigits);
      slab.putInt(at + Long.BYTES, lowDigits);
      key++;
    }
  }

  private void setDigits(long number) {
    if (number != numberInDigits) {
      numberInDigits = number;
      highDigits = digits(number / 10_000, 8);
      lowDigits = (int) digits(number % 10_000, 4);
    }
  }

  private void stamp() {
    long now = clock.microTime();
    long high = digits(now / 100_000_000, 8);
    long low = digits(now % 100_000_000, 8);
    int end = offset + datagrams * linesPerDatagram * strideBytes;
    for (int at = offset + timeOffset; at < end; at += strideBytes) {
      slab.putLong(at, high);
      slab.putLong(at + Long.BYTES, low);
    }
  }

  /** ASCII digits as they lie in memory: the first in the lowest byte. */
  private static long digits(long value, int count) {
    long rest = value;
    long text = 0;
    for (int i = 0; i < count; i++) {
      text = text << Byte.SIZE | '0' + rest % 10;
      rest /= 10;
    }
    return text;
  }

  @Override
  public UnsafeBuffer buffer() {
    return slab;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    // A datagram alone needs no newline at its end; in a run, where all are alike, each has one.
    int bytes = datagrams * segmentStride();
    return groupDatagrams == 1 ? bytes - 1 : bytes;
  }

  @Override
  public int segmentBytes() {
    return groupDatagrams == 1 ? segmentStride() - 1 : segmentStride();
  }

  private int segmentStride() {
    return linesPerDatagram * strideBytes;
  }
}
