package io.penstock.worker.simulation;

import io.penstock.audit.PlainContent;
import io.penstock.shard.Layout;
import io.penstock.shard.PlainShard;
import io.penstock.shard.ReaderName;

/** A line that came in. */
final class Line {
  /** What it is, as far as settings ask. */
  enum Sort {
    METRIC,
    EVENT,
    SERVICE_CHECK,
    /** Nothing that a server knows, and without a number of its own. */
    NAMELESS
  }

  /** Among all lines. */
  final int index;

  final byte[] text;
  final Sort sort;
  final String type;

  /** Values that it packs. */
  final int values;

  /** The number of its datagram. */
  long number;

  WrittenRecord record;

  private int shard = -1;
  private int ringShard = -1;
  private long content;

  Line(int index, byte[] text, Sort sort, String type, int values) {
    this.index = index;
    this.text = text;
    this.sort = sort;
    this.type = type;
    this.values = values;
  }

  /** The hash of its bytes as they came in. */
  long content() {
    if (content == 0) {
      content = PlainContent.of(text);
    }
    return content;
  }

  /** Whether it is a reader's own; one second ring at most. */
  boolean isOf(ReaderName reader) {
    if (!reader.isIn(record.layout)) {
      return false;
    }
    Layout ring = reader.ringIn(record.layout);
    if (reader.followsShards()) {
      shard = shard < 0 ? PlainShard.of(text, ring) : shard;
      return shard == reader.shard();
    }
    ringShard = ringShard < 0 ? PlainShard.of(text, ring) : ringShard;
    return ringShard == reader.shard();
  }

  @Override
  public String toString() {
    String all = new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
    return "line %d of datagram %d, '%s'"
        .formatted(index, number, all.length() > 60 ? all.substring(0, 60) + "…" : all);
  }
}
