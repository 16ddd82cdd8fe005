package io.penstock.tools.look;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file could not be read, in words for people. */
final class Faults {
  private Faults() {}

  static String text(Path file, Exception e) {
    return file + ": " + reason(e);
  }

  /** What a journal says of itself names the file already. */
  static String text(RuntimeException e) {
    return e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + reason(e.getCause());
  }

  private static String reason(Throwable e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied; run as its owner, or join its group";
      case NoSuchFileException _ -> "no such file";
      case IOException io when io.getMessage() != null -> io.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
