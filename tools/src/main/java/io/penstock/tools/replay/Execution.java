package io.penstock.tools.replay;

import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.journal.JournalReader;
import io.penstock.tools.screen.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends what was planned, and keeps a file of what is left until nothing is.
 *
 * <p>One thread sends; a signal only sets a flag.
 */
final class Execution {
  /** How it ended. */
  enum End {
    /** Everything was sent. */
    COMPLETE(0),
    /** Everything that the journal still held was sent; {@link #gone} is the rest. */
    INCOMPLETE(6),
    /** It was stopped; everything before {@link #next} was sent, and nothing from there on. */
    STOPPED(1),
    /** A destination refused; what was sent before {@link #next} was not. */
    REFUSED(1);

    private final int exitCode;

    End(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }

    /** Whether nothing is left that could be sent. */
    boolean isOver() {
      return this == COMPLETE || this == INCOMPLETE;
    }
  }

  private static final long KEEP_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private final Order order;
  private final Plan plan;
  private final Path file;
  private final List<String> arguments;
  private final Trail trail;

  private volatile boolean isStopping;
  private Pass pass;
  private Gone gone;
  private long keptNs;
  private long next;
  private long tookNs;
  private String trouble = "";

  /**
   * An execution that has not begun.
   *
   * @param arguments of the command line without the range, for the file
   */
  Execution(Order order, Plan plan, Path file, List<String> arguments) {
    this.order = order;
    this.plan = plan;
    this.file = file;
    this.arguments = arguments;
    this.trail = new Trail(plan.range().from(), order.doubtWindowNs());
    this.next = plan.range().from();
  }

  /** Asks it to stop before the next datagram; any thread. */
  void stop() {
    isStopping = true;
  }

  /** Sends. */
  End run(JournalReader journal) {
    long beganNs = System.nanoTime();
    keep(next);
    try (Progress progress = Progress.of("replaying", plan.pass().datagrams(), "datagrams");
        Outlets outlets =
            new Outlets(
                order.to(),
                order.packetBytesMax(),
                to -> LinkCarrier.open(to, order.sendBufferBytes()))) {
      pass =
          new Pass(
              order,
              outlets,
              Pacer.of(order.rate(), () -> isStopping),
              new Tallies(_ -> 0),
              () -> isStopping);
      End end = run(journal, progress);
      tookNs = System.nanoTime() - beganNs;
      if (end.isOver()) {
        forget();
      } else {
        keep(next);
      }
      return end;
    }
  }

  private End run(JournalReader journal, Progress progress) {
    try {
      pass.run(
          journal,
          plan.range(),
          settled -> {
            progress.reached(pass.datagrams());
            settled(settled);
          });
      next = pass.next();
      if (pass.isStopped()) {
        return End.STOPPED;
      }
      gone = Gone.of(plan, pass, journal);
      return gone.lines() > 0 ? End.INCOMPLETE : End.COMPLETE;
    } catch (Refused e) {
      trouble = e.getMessage();
      next = trail.certain(System.nanoTime());
      return End.REFUSED;
    }
  }

  private void settled(long number) {
    long nowNs = System.nanoTime();
    trail.reached(number, nowNs);
    if (nowNs - keptNs >= KEEP_INTERVAL_NS) {
      keep(number);
    }
  }

  private void keep(long number) {
    try {
      new ResumeFile(arguments, number, plan.range().to()).write(file);
      keptNs = System.nanoTime();
    } catch (IOException e) {
      throw new ProgramException(
          ExitCode.FAILED,
          file
              + ": the replay's progress cannot be saved there; name another file with --resume-file",
          e);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, file + ": is of no use any more; delete it", e);
    }
  }

  /** What was sent. */
  Pass pass() {
    return pass;
  }

  /** What was planned and not found any more; of a run that came to its end. */
  Gone gone() {
    return gone;
  }

  /** The datagram to begin with again. */
  long next() {
    return next;
  }

  long tookNs() {
    return tookNs;
  }

  /** What a destination had against it; empty when none had. */
  String trouble() {
    return trouble;
  }

  Path file() {
    return file;
  }
}
