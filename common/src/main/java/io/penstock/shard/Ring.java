package io.penstock.shard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * A ring of points, several for each server; a key belongs to the server of the first point at or
 * after it.
 *
 * <p>Where the points lie is decided by the servers' names, {@code host:port}. Sources: npm
 * hashring 3.2.0 as proxy.js of statsd uses it, and ketama.c of hit9/statsd-proxy.
 */
final class Ring implements Placement {
  private static final int DIGESTS_A_SERVER = 40;
  private static final int POINTS_A_DIGEST_MAX = 4;

  private final long[] points; // point << 32 | shard, in order

  private Ring(long[] points) {
    this.points = points;
  }

  /** As proxy.js has it: one point of each digest. */
  static Ring ofStatsdProxy(List<String> addresses) {
    return of(addresses, digestsByWeight(addresses.size()), 1);
  }

  /** As hit9/statsd-proxy has it: all four points of each digest. */
  static Ring ofKetama(List<String> addresses) {
    return of(addresses, DIGESTS_A_SERVER, POINTS_A_DIGEST_MAX);
  }

  /**
   * hashring's sum for equal weights of 100, in the order of its operations: it is 39 for 7, 14,
   * 28, 49, 56 … servers.
   */
  static int digestsByWeight(int servers) {
    double weight = 100.0;
    return (int) Math.floor(weight / (weight * servers) * DIGESTS_A_SERVER * servers);
  }

  private static Ring of(List<String> addresses, int digests, int pointsADigest) {
    long[] points = new long[addresses.size() * digests * pointsADigest];
    MessageDigest md5 = Md5.newDigest();
    int count = 0;
    for (int shard = 0; shard < addresses.size(); shard++) {
      String name = nameOf(addresses.get(shard));
      for (int i = 0; i < digests; i++) {
        byte[] digest = md5.digest((name + "-" + i).getBytes(StandardCharsets.UTF_8));
        for (int group = 0; group < pointsADigest; group++) {
          points[count++] = Md5.group(digest, group) << Integer.SIZE | shard;
        }
      }
    }
    sortUnsigned(points);
    return new Ring(points);
  }

  private static void sortUnsigned(long[] points) {
    for (int i = 0; i < points.length; i++) {
      points[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(points);
    for (int i = 0; i < points.length; i++) {
      points[i] ^= Long.MIN_VALUE;
    }
  }

  /** {@code host:port}, as the other proxies' configurations have it. */
  static String nameOf(String address) {
    String name = address.substring(address.indexOf("://") < 0 ? 0 : address.indexOf("://") + 3);
    return name.startsWith("[") ? name.replaceFirst("\\[([^]]*)]", "$1") : name;
  }

  @Override
  public int of(long hash) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] >>> Integer.SIZE < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (int) points[low == points.length ? 0 : low];
  }

  /** The points as hashring prints them, for a fingerprint. */
  String text(List<String> addresses) {
    StringBuilder text = new StringBuilder();
    for (long point : points) {
      text.append(point >>> Integer.SIZE).append(' ');
      text.append(nameOf(addresses.get((int) point))).append('\n');
    }
    return text.toString();
  }
}
