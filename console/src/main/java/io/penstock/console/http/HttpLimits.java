package io.penstock.console.http;

import java.util.concurrent.TimeUnit;

/**
 * How much of anything strangers can take.
 *
 * <p>Those of the JDK's server are system properties, read once; {@link #set} comes before its
 * first use.
 */
final class HttpLimits {
  /** Connections that wait to be taken. */
  static final int BACKLOG = 128;

  /** Answers in the making at one time; more are told to come again. */
  static final int ANSWERS = 64;

  /** Streams of events at one time. */
  static final int STREAMS = 64;

  /** How long a piece of an answer may take to be read. */
  static final long WRITE_NS = TimeUnit.SECONDS.toNanos(10);

  /** How often a stream without events says that it lives. */
  static final long PING_MS = 5_000;

  /** A longer query is not looked at. */
  static final int QUERY_CHARS = 2_048;

  private HttpLimits() {}

  static void set() {
    set("jdk.httpserver.maxConnections", "2048");
    set("sun.net.httpserver.maxReqTime", "10");
    set("sun.net.httpserver.maxReqHeaders", "64");
    set("sun.net.httpserver.maxReqHeaderSize", "16384");
    set("sun.net.httpserver.maxIdleConnections", "128");
    set("sun.net.httpserver.idleInterval", "30");
    set("sun.net.httpserver.nodelay", "true");
  }

  private static void set(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
