package io.penstock.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;

/**
 * Sets logback up: one line an event, on standard error. Logback finds this class as a service.
 *
 * <p>In code, since reading the same from XML took 214 ms of CPU and this takes 72 (2 shared vCPUs,
 * Temurin 25), at every start. An operator who wants it otherwise names a file of his own with
 * {@code -Dlogback.configurationFile}.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  /** Called by the service loader. */
  public LogConfigurator() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogLine line = new LogLine(System.getProperty("penstock.role", "penstock"));
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setName("stderr");
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr);
    root.setLevel(Level.INFO);
    context.getLogger("net.openhft").setLevel(Level.WARN);
    context.getLogger("net.openhft.affinity").setLevel(Level.ERROR); // it misses JNA, on purpose
    // A killed writer leaves Chronicle's lock behind; ours has shown that no process holds it.
    context.getLogger("net.openhft.chronicle.queue.impl.table").setLevel(Level.ERROR);
    context.getLogger("org.apache.commons").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
