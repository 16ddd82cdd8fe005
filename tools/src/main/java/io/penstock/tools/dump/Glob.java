package io.penstock.tools.dump;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code *} and {@code ?} over bytes, in a time that is bounded by the product of both lengths
 * whatever a stranger wrote; a regular expression is not.
 */
record Glob(byte[] pattern) {
  boolean matches(UnsafeBuffer buffer, int offset, int length) {
    int at = 0;
    int next = 0;
    int star = -1;
    int starAt = 0;
    while (at < length) {
      if (next < pattern.length && pattern[next] == '*') {
        star = next++;
        starAt = at;
      } else if (next < pattern.length
          && (pattern[next] == '?' || pattern[next] == buffer.getByte(offset + at))) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (next < pattern.length && pattern[next] == '*') {
      next++;
    }
    return next == pattern.length;
  }
}
