package io.penstock.service;

/** The way to whoever listens. */
interface NotifyChannel {
  /** Nobody listens, so everything is said. */
  NotifyChannel NOBODY = message -> true;

  /**
   * Says something, waiting for nothing.
   *
   * @return false when it was not taken and may be said again
   */
  boolean send(byte[] message);
}
