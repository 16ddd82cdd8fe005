package io.penstock.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What runs per datagram allocates nothing once it is warm. */
class AllocationTest {
  private static final int CALLS = 100_000;
  private static final long MEASUREMENT_BYTES_MAX = 2_048; // of 100,000 calls: none makes an object

  private static final int WARM_UP_ROUNDS_MAX = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long allocatedBytes(Runnable work) {
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** When the compiler is through is its own affair; what allocates for ever stays above it. */
  private void assertAllocatesNothing(String what, Runnable hundredThousandCalls) {
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < WARM_UP_ROUNDS_MAX && bytes > MEASUREMENT_BYTES_MAX; round++) {
      bytes = allocatedBytes(hundredThousandCalls);
    }
    assertTrue(bytes <= MEASUREMENT_BYTES_MAX, what + " allocated " + bytes + " bytes");
  }

  @Test
  void sendingAndReceivingAllocateNothing() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      UdpSender sender = loopback.sender;
      UdpReceiver receiver = loopback.receiver;
      UnsafeBuffer datagram = Loopback.buffer("x".repeat(400));
      assertAllocatesNothing(
          "send, await, receive and the look at the slots",
          () -> {
            long bytes = 0;
            for (int i = 0; i < CALLS; i++) {
              if ((i & 1) == 0) {
                sender.send(datagram, 0, 100);
              } else {
                sender.sendSegments(datagram, 0, 400, 100);
              }
              receiver.await(loopback.wakeUp, 1_000);
              int filled = receiver.receive();
              for (int slot = 0; slot < filled; slot++) {
                bytes += receiver.offset(slot) + receiver.length(slot);
                bytes += receiver.segmentBytes(slot) + (receiver.truncated(slot) ? 1 : 0);
              }
            }
            assertTrue(bytes > 0);
          });
    }
  }

  @Test
  void lookingForErrorsAndDropsAllocatesNothing() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      assertAllocatesNothing(
          "an empty receive, the error queue and the drops",
          () -> {
            long drops = 0;
            for (int i = 0; i < CALLS; i++) {
              drops += loopback.receiver.receive();
              drops += loopback.sender.takeErrors();
              drops += loopback.receiver.memory().drops();
            }
            assertTrue(drops == 0);
          });
    }
  }

  @Test
  void aRefusedSendAllocatesNothing() throws Exception {
    try (Loopback loopback = Loopback.open()) {
      loopback.receiver.close();
      UnsafeBuffer datagram = Loopback.buffer("x");
      assertAllocatesNothing(
          "sending to a dead port",
          () -> {
            int errors = 0;
            for (int i = 0; i < CALLS; i++) {
              loopback.sender.send(datagram, 0, 1);
              errors += loopback.sender.takeErrors();
            }
            assertTrue(errors > 0);
          });
    }
  }
}
