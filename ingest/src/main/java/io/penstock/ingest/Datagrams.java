package io.penstock.ingest;

import org.agrona.concurrent.UnsafeBuffer;

/** Takes the datagrams found in streams. */
interface Datagrams {
  /** A whole line or frame. */
  void datagram(UnsafeBuffer buffer, int offset, int length);

  /** One that is longer than it may be, or for which there is no room. */
  void oversize();

  /** One whose end will never come. */
  void incomplete();
}
