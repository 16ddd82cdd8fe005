package io.penstock.journal.record;

import io.penstock.os.NoRoomException;

/**
 * The journal breaks its promise: it cannot be opened, written or read, or a newer Penstock wrote
 * it.
 *
 * <p>Never passing trouble: the process that meets one keeps what it knows, says so and ends. The
 * message names the file. A disk without room is none, but where not even a first, empty journal
 * fits: {@link #isNoSpace}.
 */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the disk had no room for what cannot be done without. */
  public boolean isNoSpace() {
    return getCause() instanceof NoRoomException;
  }
}
