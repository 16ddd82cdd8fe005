package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** Turns a line into 64 bits. The same line has the same hash on every machine. */
interface LineHash {
  /** The hash of the line's key. */
  long hash(UnsafeBuffer line, int offset, int length);
}
