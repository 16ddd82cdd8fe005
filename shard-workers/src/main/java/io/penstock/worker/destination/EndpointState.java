package io.penstock.worker.destination;

/** What is thought of a destination. */
public enum EndpointState {
  /** Nothing speaks against it. */
  UP,
  /** There was trouble: nothing is sent until there is proof of life, or of the contrary. */
  SUSPECT,
  /** There was trouble again. */
  DOWN,
  /** It lives, and what waited for it is sent, paced. */
  RECOVERING
}
