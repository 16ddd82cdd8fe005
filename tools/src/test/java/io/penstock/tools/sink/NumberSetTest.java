package io.penstock.tools.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberSetTest {
  @Test
  void numbersInOrderTakeOneRun() {
    NumberSet set = new NumberSet();
    for (long number = 0; number < 1_000; number++) {
      assertTrue(set.add(number));
    }
    assertEquals(1, set.runs());
    assertEquals(1_000, set.size());
    assertEquals(999, set.highest());
    assertEquals(0, set.missing());
  }

  @Test
  void aGapThatIsFilledIsNoneAnyMore() {
    NumberSet set = new NumberSet();
    set.add(0);
    set.add(3);
    assertEquals(2, set.missing());
    set.add(2);
    set.add(1);
    assertEquals(0, set.missing());
    assertEquals(1, set.runs());
  }

  @Test
  void anEmptySetMissesNothing() {
    assertEquals(0, new NumberSet().missing());
    assertEquals(-1, new NumberSet().highest());
  }

  @Test
  void itAgreesWithABitSetWhateverComesInWhateverOrder() {
    long seed = Long.getLong("penstock.test.seed", System.nanoTime());
    System.out.println("NumberSetTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      NumberSet set = new NumberSet();
      BitSet model = new BitSet();
      int span = 1 + random.nextInt(300);
      for (int i = 0; i < 500; i++) {
        int number = random.nextInt(span);
        assertEquals(!model.get(number), set.add(number));
        model.set(number);
        assertEquals(model.cardinality(), set.size());
        assertEquals(model.length() - 1, set.highest());
        assertEquals(model.length() - model.cardinality(), set.missing());
      }
      assertEquals(runsOf(model), set.runs());
      assertFalse(set.add(set.highest()));
    }
  }

  private static int runsOf(BitSet model) {
    int runs = 0;
    for (int i = model.nextSetBit(0); i >= 0; i = model.nextSetBit(model.nextClearBit(i))) {
      runs++;
    }
    return runs;
  }
}
