package io.penstock.shard;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of other proxies again, in whole numbers that do not overflow; for audits. */
final class PlainHash {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);
  private static final BigInteger FNV_PRIME = BigInteger.valueOf(1_099_511_628_211L);
  private static final BigInteger FNV_START = new BigInteger("14695981039346656037");
  private static final long MASK_32 = 0xffff_ffffL;

  private PlainHash() {}

  static BigInteger fnv1a(byte[] key) {
    BigInteger hash = FNV_START;
    for (byte b : key) {
      hash = hash.xor(BigInteger.valueOf(Byte.toUnsignedInt(b))).multiply(FNV_PRIME).mod(TWO_64);
    }
    return hash;
  }

  static long murmur3(byte[] key) {
    long hash = 0xaccd3d34L;
    for (int from = 0; from < key.length; from += 4) {
      long block = 0;
      int bytes = Math.min(4, key.length - from);
      for (int i = 0; i < bytes; i++) {
        block += Byte.toUnsignedLong(key[from + i]) << 8 * i;
      }
      block = rotated(block * 0xcc9e2d51L & MASK_32, 15) * 0x1b873593L & MASK_32;
      hash ^= block;
      if (bytes == 4) {
        hash = rotated(hash, 13) * 5 + 0xe6546b64L & MASK_32;
      }
    }
    hash ^= key.length;
    hash = (hash ^ hash >> 16) * 0x85ebca6bL & MASK_32;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35L & MASK_32;
    return hash ^ hash >> 16;
  }

  private static long rotated(long word, int bits) {
    return (word << bits | word >> 32 - bits) & MASK_32;
  }

  /** Four bytes of the md5, the first of them lowest. */
  static long md5(byte[] key, int group) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(key);
      long number = 0;
      for (int i = 3; i >= 0; i--) {
        number = number * 256 + Byte.toUnsignedInt(digest[4 * group + i]);
      }
      return number;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
