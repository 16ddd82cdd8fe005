package io.penstock.journal;

/**
 * The journal breaks its promise: it cannot be opened, written or read, or a newer Penstock wrote
 * it.
 *
 * <p>Never passing trouble: the process that meets one keeps what it knows, says so and ends. The
 * message names the file.
 */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
