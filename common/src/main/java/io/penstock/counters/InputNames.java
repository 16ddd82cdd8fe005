package io.penstock.counters;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What ingest listens on, in words, in the free region of its counter file.
 *
 * <pre>
 * from {@value #OFFSET} of the region on: u16 length | that many bytes of UTF-8, a name a line
 * </pre>
 *
 * <p>Written once at a start; what does not fit is left out. Any process may read.
 */
public final class InputNames {
  /** Where they begin; ingest keeps something else before. */
  public static final int OFFSET = 320;

  private InputNames() {}

  /** Says what is listened on from now on. */
  public static void write(CounterFile counters, List<String> names) {
    UnsafeBuffer region = counters.ownerRegion();
    byte[] text = String.join("\n", names).getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, region.capacity() - OFFSET - Short.BYTES);
    region.putBytes(OFFSET + Short.BYTES, text, 0, length);
    region.putShort(OFFSET, (short) length, ByteOrder.LITTLE_ENDIAN);
  }

  /** What was listened on at the last start; nothing when no version wrote it that knew how. */
  public static List<String> read(CounterFile counters) {
    UnsafeBuffer region = counters.ownerRegion();
    int length = region.getShort(OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    byte[] text = new byte[Math.min(length, region.capacity() - OFFSET - Short.BYTES)];
    region.getBytes(OFFSET + Short.BYTES, text);
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toList());
  }
}
