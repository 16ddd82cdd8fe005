package io.penstock.backlog;

/**
 * What waits for a reader.
 *
 * @param unsentDatagrams of the journal, those of other shards among them, that are not sent yet
 * @param unsentBytes payload of those
 * @param inDoubtDatagrams that are sent and not yet committed
 * @param lagNs age, by the wall clock, of the oldest line that is not sent; 0 when nothing waits
 */
public record Backlog(long unsentDatagrams, long unsentBytes, long inDoubtDatagrams, long lagNs) {
  /** Nothing waits. */
  public static final Backlog NONE = new Backlog(0, 0, 0, 0);

  /**
   * What waits for a reader now.
   *
   * <p>The wall clock may have been set back since the lines were received: then the newest record
   * says what time it is, and the worker for how long it has seen the line wait.
   *
   * @param wallNs epoch ns
   */
  public static Backlog of(Progress reader, Head head, long wallNs, Oldest oldest) {
    if (reader.isRetired()) {
      return NONE;
    }
    long inDoubt = reader.sentUpTo() - reader.position();
    long unsent = head.number() - reader.sentUpTo();
    if (unsent <= 0) {
      return new Backlog(0, 0, inDoubt, 0);
    }
    Oldest.Found found = oldest.unsent(reader, head);
    if (!found.waits()) {
      return new Backlog(0, 0, inDoubt, 0);
    }
    long ageNs = found.timeNs() > 0 ? Math.max(wallNs, head.timeNs()) - found.timeNs() : 0;
    return new Backlog(
        unsent, found.unsentBytes(), inDoubt, Math.max(0, Math.max(ageNs, reader.waitedNs())));
  }
}
