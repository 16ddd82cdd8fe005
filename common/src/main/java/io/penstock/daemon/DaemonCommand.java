package io.penstock.daemon;

import io.penstock.config.PlainFlags;
import java.util.concurrent.Callable;

/** A daemon's command line, which picocli can read, and which can be read without it. */
public interface DaemonCommand extends Callable<Integer> {
  /** Takes a flag, and its value from {@code flags}; false when it is none of this command. */
  boolean take(String flag, PlainFlags flags);
}
