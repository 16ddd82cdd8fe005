package io.penstock.shard;

import io.penstock.statsd.Tags;
import io.penstock.statsd.Word;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * djb2 under {@link KeyRule#NAME_TAGS} in one pass over the line, for the lines that most series
 * send: ASCII up to a colon, and not too much of it. All others go the plain way, which says the
 * same of every line and takes longer; benchmarks/README.md has the figures.
 *
 * <p>Tags out of order are not hashed again. H(k), the hash of the line up to the comma of tag k,
 * is noted in passing, and what tag k and its comma did to it can be done to any other hash:
 *
 * <pre>
 *   name,tag 0,tag 1:…
 *       ^     ^     ^
 *      H(0)  H(1)  H(2)       h after tag k  =  (h − H(k)) · 33^bytes + H(k + 1)
 * </pre>
 *
 * <p>One instance a thread; nothing is allocated after the constructor.
 */
final class Djb2OfLine implements LineHash {
  private static final int KEY_BYTES_MAX = 1024; // whole words, so that no tag is as long
  private static final int TAGS_MAX = 32;

  private static final long COLON = Word.filledWith(':');
  private static final long COMMA = Word.filledWith(',');
  private static final long[] POWERS = Djb2.powers(KEY_BYTES_MAX);

  private final LineHash plainWay;
  // Of each tag with its comma, and of the colon behind them all. A word is noted whole before the
  // limit is looked at.
  private final int[] starts = new int[TAGS_MAX + Word.BYTES + 1];
  private final long[] hashes = new long[TAGS_MAX + Word.BYTES + 1];
  private final int[] order = new int[TAGS_MAX];

  Djb2OfLine(LineHash plainWay) {
    this.plainWay = plainWay;
  }

  @Override
  public long hash(UnsafeBuffer line, int offset, int length) {
    int limit = offset + length;
    int stop = offset + Math.min(length, KEY_BYTES_MAX);
    int tags = 0;
    long hash = Djb2.START;
    long seen = 0;
    for (int i = offset; i < stop && tags <= TAGS_MAX; i += Word.BYTES) {
      long word = Word.at(line, i, limit);
      long colons = Word.matchesOfAscii(word, COLON);
      long commas = Word.matchesOfAscii(word, COMMA);
      seen |= word;
      if ((colons | commas) != 0) {
        tags = note(tags, i, word, Word.before(commas, colons), hash);
        if (colons != 0) {
          note(tags, i, word, colons, hash);
          boolean ascii = (seen & Word.TOP_BITS) == 0;
          if (!ascii || tags > TAGS_MAX) {
            break;
          }
          return inOrder(line, tags) ? hashes[tags] : hashInOrder(line, tags);
        }
      }
      hash = Djb2.append(hash, word);
    }
    return plainWay.hash(line, offset, length);
  }

  /** Notes the places marked in a word, and returns how many there are by now. */
  private int note(int count, int at, long word, long marks, long hashBefore) {
    int next = count;
    for (long left = marks; left != 0; left &= left - 1) {
      int bytes = Word.first(left);
      starts[next] = at + bytes;
      hashes[next++] = Djb2.append(hashBefore, word, bytes);
    }
    return next;
  }

  private boolean inOrder(UnsafeBuffer line, int tags) {
    for (int tag = 1; tag < tags; tag++) {
      if (compare(line, tag - 1, tag) > 0) {
        return false;
      }
    }
    return true;
  }

  private long hashInOrder(UnsafeBuffer line, int tags) {
    for (int tag = 0; tag < tags; tag++) {
      int place = tag;
      for (; place > 0 && compare(line, order[place - 1], tag) > 0; place--) {
        order[place] = order[place - 1];
      }
      order[place] = tag;
    }
    long hash = hashes[0];
    for (int place = 0; place < tags; place++) {
      int tag = order[place];
      int bytes = starts[tag + 1] - starts[tag];
      hash = (hash - hashes[tag]) * POWERS[bytes] + hashes[tag + 1];
    }
    return hash;
  }

  private int compare(UnsafeBuffer line, int one, int other) {
    return Tags.compare(
        line, starts[one] + 1, starts[one + 1], starts[other] + 1, starts[other + 1]);
  }
}
