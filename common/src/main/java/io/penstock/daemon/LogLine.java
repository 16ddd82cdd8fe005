package io.penstock.daemon;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * An event as one line: time in UTC, level, who speaks, message, and what was thrown.
 *
 * <p>One event is one line whatever the message holds, so that nothing a stranger sent can pass for
 * an event of its own: control and direction characters become {@code \}{@code uXXXX}, line ends
 * {@code |}.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final String role;

  LogLine(String role) {
    this.role = role;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(SyslogPriority.prefix(event.getLevel()));
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(event.getLevel()).append(' ').append(role).append(' ');
    escape(event.getFormattedMessage(), line);
    for (IThrowableProxy thrown = event.getThrowableProxy();
        thrown != null;
        thrown = thrown.getCause()) {
      append(thrown, line);
    }
    return line.append('\n').toString();
  }

  private static void append(IThrowableProxy thrown, StringBuilder line) {
    line.append(" | ").append(thrown.getClassName()).append(": ");
    escape(thrown.getMessage(), line);
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
      line.append(" | ").append(frames[i].getSTEAsString());
    }
  }

  private static void escape(String text, StringBuilder line) {
    String given = String.valueOf(text);
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c == '\n') {
        line.append(" | ");
      } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
  }
}
