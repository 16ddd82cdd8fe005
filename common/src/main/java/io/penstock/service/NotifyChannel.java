package io.penstock.service;

/** Sends messages to a service manager. */
interface NotifyChannel {
  /** No service manager listens, so everything counts as sent. */
  NotifyChannel NOBODY = message -> true;

  /**
   * Says something, waiting for nothing.
   *
   * @return false when it was not taken and may be said again
   */
  boolean send(byte[] message);
}
