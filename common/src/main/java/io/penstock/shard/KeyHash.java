package io.penstock.shard;

import org.agrona.concurrent.UnsafeBuffer;

/** Turns a key into 64 bits. Pure: the same bytes have the same hash on every machine. */
interface KeyHash {
  /** The hash of the key's bytes. */
  long hash(UnsafeBuffer key, int offset, int length);
}
