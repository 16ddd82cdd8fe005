package io.penstock.daemon;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Heap bytes that the asking thread has allocated, by the JVM's own counter.
 *
 * <p>The management classes are loaded at the first question, so that starting does not wait for
 * them. One instance a thread.
 */
public final class ThreadAllocation {
  private ThreadMXBean threads;

  /** Bytes allocated by the calling thread since it started. */
  public long bytes() {
    if (threads == null) {
      threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    }
    return threads.getCurrentThreadAllocatedBytes();
  }
}
