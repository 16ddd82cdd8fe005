package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static String line(String message, Throwable thrown) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("any"), Level.WARN, message, thrown, null);
    event.setTimeStamp(1_700_000_000_123L);
    return new LogLine("ingest").doLayout(event);
  }

  @Test
  void lineHasTimeLevelRoleAndMessage() {
    assertEquals("2023-11-14T22:13:20.123Z WARN ingest disk full\n", line("disk full", null));
  }

  @Test
  void nothingInAMessageMakesASecondLine() {
    assertEquals(
        "2023-11-14T22:13:20.123Z WARN ingest a | b\\u000d\\u001b[31m\\u202ec\n",
        line("a\nb\r\u001b[31m\u202ec", null));
  }

  @Test
  void whatWasThrownStandsInTheSameLineWithItsCauses() {
    Throwable cause = new IllegalStateException("inner");
    cause.setStackTrace(new StackTraceElement[0]);
    Throwable thrown = new RuntimeException("outer\nsecond", cause);
    thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "run", "A.java", 7)});
    assertEquals(
        "2023-11-14T22:13:20.123Z WARN ingest failed | java.lang.RuntimeException: outer | second"
            + " | at A.run(A.java:7) | java.lang.IllegalStateException: inner\n",
        line("failed", thrown));
  }
}
