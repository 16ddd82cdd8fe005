package io.penstock.reader;

/** The phase of a reader's life, by the layouts of the journal. */
public enum ReaderPhase {
  /** It has no file, and no layout has a place for it: there is nothing to begin. */
  UNKNOWN,
  /** It has no file yet; one is to be made where its first layout begins. */
  BEGINS,
  /** The newest layout has a place for it. */
  READS,
  /** The newest layout has no place for it, and something before that is still its own. */
  DRAINS,
  /** It had retired, and a later layout has a place for it again. */
  RETURNS,
  /** Nothing of the journal is its own any more; its file does not say so yet. */
  OVER,
  /** Nothing is its own any more, and its file says so. */
  RETIRED;

  /** Whether a worker is to read for it. */
  public boolean isToBeRead() {
    return this == BEGINS || this == READS || this == DRAINS || this == RETURNS;
  }
}
