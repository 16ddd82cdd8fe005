package io.penstock.journal.record;

/**
 * Datagrams that a reader did not find, by the reason that their numbers show.
 *
 * @param retention in files that were deleted, all older than the oldest that is there
 * @param corrupt where a record, a header or a whole file is damaged or gone
 * @param missing numbers that were never found and no damage either: after a power cut, or given
 *     out to nothing
 */
public record Losses(long retention, long corrupt, long missing) {
  /** Nothing was lost. */
  public static final Losses NONE = new Losses(0, 0, 0);

  /** All of them. */
  public long total() {
    return retention + corrupt + missing;
  }

  /** These and those; allocates only when there are some. */
  public Losses plus(Losses more) {
    return more == NONE
        ? this
        : new Losses(retention + more.retention, corrupt + more.corrupt, missing + more.missing);
  }

  /** These without those, which are among them; allocates only when there are some. */
  public Losses minus(Losses fewer) {
    return fewer == NONE
        ? this
        : new Losses(retention - fewer.retention, corrupt - fewer.corrupt, missing - fewer.missing);
  }
}
