package io.penstock.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StopSignalTest {
  @Test
  void firstReasonIsKept() {
    StopSignal stop = StopSignal.detached();
    assertFalse(stop.isRequested());
    assertTrue(stop.request("first"));
    assertFalse(stop.request("second"));
    stop.await();
    assertEquals("first", stop.reason());
  }

  @Test
  @Timeout(10)
  void endOfInputIsAskingForTheEnd() throws IOException {
    PipedOutputStream parent = new PipedOutputStream();
    StopSignal stop = StopSignal.detached().untilCloses(new PipedInputStream(parent));
    parent.write("ignored".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertFalse(stop.isRequested());
    parent.close();
    stop.await();
    assertEquals("end of standard input", stop.reason());
  }

  @Test
  void aHangUpThatComesBeforeItsMeaningIsServedOnceWhenItHasOne() {
    StopSignal stop = StopSignal.detached();
    stop.hangUpsMayComeEarly();
    AtomicInteger served = new AtomicInteger();
    stop.onHangUpSignal(false);
    stop.onHangUpSignal(false);
    assertFalse(stop.isRequested());
    stop.onHangUp(served::incrementAndGet);
    assertEquals(1, served.get());
    stop.onHangUpSignal(false);
    assertEquals(2, served.get());
    stop.onHangUpSignal(true);
    assertTrue(stop.isRequested(), "its terminal is gone");
  }

  @Test
  void aHangUpWithoutAnotherMeaningIsTheEnd() {
    StopSignal stop = StopSignal.detached();
    stop.onHangUpSignal(false);
    assertEquals("SIGHUP", stop.reason());
  }

  @Test
  void interruptIsAskingForTheEnd() {
    StopSignal stop = StopSignal.detached();
    Thread.currentThread().interrupt();
    stop.await();
    assertEquals("interrupt", stop.reason());
  }
}
