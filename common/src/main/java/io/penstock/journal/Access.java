package io.penstock.journal;

/** What a reader may write. */
public enum Access {
  /** Nothing at all, and without Chronicle, which starts slowly: for tools. */
  READ_ONLY,
  /**
   * The named Chronicle positions in {@code metadata.cq4t}, so that Chronicle's own tools see the
   * readers; never the data. For workers.
   */
  NAMED_POSITIONS
}
