package io.penstock.worker.reading;

/** The state of reading for one shard. */
public enum Reading {
  /** Its destination is not ready, or it is paused: no group reads for it. */
  NOT_READING,
  /** Nothing more is found, though the journal has more, or no layout is known. */
  STUCK,
  /** Everything is read. */
  AT_END,
  /** It is behind, and slowed down. */
  PACED,
  /** It keeps up. */
  FREELY
}
