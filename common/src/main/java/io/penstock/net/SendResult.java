package io.penstock.net;

import io.penstock.os.Libc;

/** What became of a datagram given to a {@link Link}. Only {@link #SENT} left the process. */
public enum SendResult {
  /** The kernel took it. Whether a server listens shows later, in {@link Link#takeErrors()}. */
  SENT,
  /** The send buffer is full (EAGAIN, ENOBUFS): try again later. */
  FULL,
  /**
   * The way to the destination is barred: an earlier datagram came back with an ICMP error, there
   * is no route, this host's firewall forbids it, or the connection is gone.
   */
  REFUSED,
  /**
   * More bytes than one datagram can carry, known by its length: never try again. (Not by EMSGSIZE,
   * which a router may cause for any datagram.)
   */
  TOO_BIG,
  /** Any other error; {@link Link#lastError()} says which. */
  FAILED;

  private static final int EPIPE = 32;
  private static final int EPROTO = 71;
  private static final int ENOPROTOOPT = 92;
  private static final int ENONET = 64;
  private static final int ENETDOWN = 100;
  private static final int ENETUNREACH = 101;
  private static final int ENOBUFS = 105;
  private static final int ENOTCONN = 107;
  private static final int ETIMEDOUT = 110;
  private static final int EHOSTDOWN = 112;
  private static final int EHOSTUNREACH = 113;

  /** Sorts an error number; source: icmp(7), and icmp_err_convert of the kernel. */
  static SendResult of(int errno) {
    return switch (errno) {
      case Libc.EAGAIN, ENOBUFS -> FULL;
      case Libc.ECONNREFUSED,
          Libc.ECONNRESET,
          Libc.ENOENT,
          EPIPE,
          ENOTCONN,
          EHOSTUNREACH,
          ENETUNREACH,
          ENETDOWN,
          EHOSTDOWN,
          ENONET,
          ENOPROTOOPT,
          EPROTO,
          ETIMEDOUT,
          Libc.EOPNOTSUPP,
          Libc.EACCES,
          Libc.EPERM ->
          REFUSED;
      default -> FAILED;
    };
  }
}
