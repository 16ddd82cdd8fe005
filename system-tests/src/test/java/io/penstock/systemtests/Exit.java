package io.penstock.systemtests;

import java.time.Duration;

/**
 * How a process ended.
 *
 * @param code its exit code; 128 + N when signal N killed it
 * @param took from the signal that asked it to end, or from its start
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Exit(int code, Duration took, String out, String err) {
  /** Both streams, for messages and for what may stand in either. */
  String text() {
    return out + err;
  }
}
