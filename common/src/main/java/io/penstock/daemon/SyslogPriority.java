package io.penstock.daemon;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What stands before a line so that systemd's journal knows how grave it is: {@code <4>} for a
 * warning, nothing at all when standard error is not the journal.
 *
 * <p>Source: sd-daemon(3), and systemd.exec(5) for {@code JOURNAL_STREAM}, which names device and
 * inode of the stream and is inherited by children whose standard error is something else.
 */
final class SyslogPriority {
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final boolean IS_JOURNAL = isJournal(System.getenv("JOURNAL_STREAM"), STDERR);

  private SyslogPriority() {}

  static boolean isJournal(String stream, Path descriptor) {
    if (stream == null) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.equals("socket:[" + stream.substring(stream.indexOf(':') + 1) + "]");
    } catch (IOException e) {
      return false;
    }
  }

  /** The prefix of a line on standard error. */
  static String prefix(Level level) {
    return IS_JOURNAL ? "<" + number(level) + ">" : "";
  }

  /** Source: syslog(3). */
  static int number(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
