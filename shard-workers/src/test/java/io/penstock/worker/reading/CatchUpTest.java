package io.penstock.worker.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final long STEP_NS = 500_000_000;

  private final CatchUp catchUp = new CatchUp();
  private long nowNs = -7_000_000_000L; // a monotonic clock may be anywhere
  private double head = 100_000;
  private double reader = 40_000;

  @Test
  void theRestDividedByTheGainIsTheTimeLeft() {
    run(10, 1_000, 3_000);
    assertEquals((head - reader) / 2_000, catchUp.secondsLeft(), 1);
    assertEquals((long) (head - reader), catchUp.datagramsLeft());
  }

  @Test
  void aReaderThatIsNoFasterThanTheHeadNeverCatchesUp() {
    run(10, 3_000, 3_000);
    assertEquals(CatchUp.NEVER, catchUp.secondsLeft());
    run(20, 3_000, 0);
    assertEquals(CatchUp.NEVER, catchUp.secondsLeft());
  }

  @Test
  void aReaderAtTheHeadHasNothingLeft() {
    reader = head;
    run(5, 1_000, 1_000);
    assertEquals(0, catchUp.secondsLeft());
  }

  @Test
  void whatComesInIsKnownWhileTheReaderStands() {
    run(10, 1_000, 2_000);
    assertEquals(500, catchUp.liveLinesPerSecond(), 5); // half of the lines are its own
    run(40, 4_000, 0);
    assertEquals(2_000, catchUp.liveLinesPerSecond(), 20);
  }

  @Test
  void howFastTheBacklogCameIsKnownFromItsLength() {
    run(10, 1_000, 2_000);
    double left = head - reader;
    assertEquals(left / 2 / 10, catchUp.recordedLinesPerSecond(10_000_000_000L), 1);
    assertEquals(0, catchUp.recordedLinesPerSecond(1_000));
  }

  @Test
  void goingBackIsNoRate() {
    run(10, 1_000, 2_000);
    reader = 10_000;
    run(10, 1_000, 2_000);
    assertEquals((head - reader) / 1_000, catchUp.secondsLeft(), 15);
  }

  private void run(int seconds, double headPerSecond, double readerPerSecond) {
    for (int i = 0; i < 2 * seconds; i++) {
      nowNs += STEP_NS;
      head += headPerSecond / 2;
      reader += readerPerSecond / 2;
      catchUp.note(nowNs, (long) head, (long) reader, (long) (reader / 2));
    }
  }
}
