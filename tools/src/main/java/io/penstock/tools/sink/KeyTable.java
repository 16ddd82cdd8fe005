package io.penstock.tools.sink;

import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys by their bytes, where they lie in a buffer; allocates only for a new key. */
final class KeyTable {
  private static final int CAPACITY_MIN = 1024; // a power of two, never more than half full
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L; // 2^64 / golden ratio

  private KeyLedger[] table = new KeyLedger[CAPACITY_MIN];
  private int size;

  /** The key's ledger, a new one when the key is new. */
  KeyLedger find(UnsafeBuffer buffer, int offset, int length, int port) {
    long hash = hash(buffer, offset, length);
    int place = (int) hash & (table.length - 1);
    for (KeyLedger at = table[place]; at != null; at = table[place]) {
      if (at.hash == hash && matches(at.key, buffer, offset, length)) {
        return at;
      }
      place = (place + 1) & (table.length - 1);
    }
    byte[] key = new byte[length];
    buffer.getBytes(offset, key);
    KeyLedger added = new KeyLedger(key, hash, port);
    table[place] = added;
    if (++size > table.length / 2) {
      grow();
    }
    return added;
  }

  private static long hash(UnsafeBuffer buffer, int offset, int length) {
    long hash = length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash ^ buffer.getLong(at));
    }
    for (; at < end; at++) {
      hash = mixed(hash ^ buffer.getByte(at));
    }
    return hash;
  }

  private static long mixed(long value) {
    long product = value * MULTIPLIER;
    return product ^ product >>> 32;
  }

  private static boolean matches(byte[] key, UnsafeBuffer buffer, int offset, int length) {
    if (key.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (key[i] != buffer.getByte(offset + i)) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    KeyLedger[] before = table;
    table = new KeyLedger[2 * before.length];
    for (KeyLedger ledger : before) {
      if (ledger != null) {
        int place = (int) ledger.hash & (table.length - 1);
        while (table[place] != null) {
          place = (place + 1) & (table.length - 1);
        }
        table[place] = ledger;
      }
    }
  }

  int size() {
    return size;
  }

  void forEach(Consumer<KeyLedger> action) {
    for (KeyLedger ledger : table) {
      if (ledger != null) {
        action.accept(ledger);
      }
    }
  }
}
