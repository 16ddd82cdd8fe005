package io.penstock.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.counters.IngestCounter;
import io.penstock.tools.look.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live ingest, whose count of what it received is off by so much at each look. */
class SeveralLooksTest {
  @TempDir Path folder;

  private Books books;
  private int looks;

  @BeforeEach
  void liveIngest() throws IOException {
    books = new Books(folder, 1).append("a:1|c").keep(Books.DEAD);
  }

  private Equation received(LongStream residuals) {
    return received(residuals, 0);
  }

  /**
   * @param agedMs by which the heartbeat is older at each look
   */
  private Equation received(LongStream residuals, long agedMs) {
    PrimitiveIterator.OfLong each = residuals.iterator();
    long[] before = {0};
    SeveralLooks.Result result =
        SeveralLooks.at(
            () -> {
              looks++;
              long residual = each.nextLong();
              try {
                books
                    .add(IngestCounter.RECEIVED_DATAGRAMS, residual - before[0])
                    .beat(agedMs * looks);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              before[0] = residual;
              return Look.at(books.data);
            },
            () -> {});
    return result.equations().getFirst();
  }

  @Test
  void whatWasOnceSeenToHoldHolds() {
    assertEquals(Verdict.HOLDS, received(LongStream.of(5, 3, 0)).verdict());
    assertEquals(3, looks);
  }

  @Test
  void whatHoldsAtOnceIsNotLookedAtAgain() {
    assertEquals(Verdict.HOLDS, received(LongStream.of(0)).verdict());
    assertEquals(1, looks);
  }

  @Test
  void whatNeverHoldsAndNeverStaysIsMoving() {
    assertEquals(Verdict.MOVING, received(LongStream.iterate(1, i -> i % 7 + 1)).verdict());
  }

  @Test
  void whatIsAlwaysOffByTheSameFails() {
    assertEquals(Verdict.FAILS, received(LongStream.generate(() -> 5)).verdict());
  }

  @Test
  void whatAnIngestLeftThatDiedJustNowIsOpen() {
    assertEquals(Verdict.OPEN, received(LongStream.generate(() -> 1), 10).verdict());
  }
}
