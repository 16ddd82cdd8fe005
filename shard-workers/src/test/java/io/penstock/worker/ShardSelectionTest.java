package io.penstock.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.config.ConfigurationException;
import org.junit.jupiter.api.Test;

class ShardSelectionTest {
  @Test
  void allShardsAreDealtToTheThreadsOneEach() {
    ShardSelection all = ShardSelection.parse("all", 3);
    for (int shard = 0; shard < 12; shard++) {
      int owners = 0;
      for (int thread = 0; thread < 3; thread++) {
        owners += all.ofThread(thread).owns(shard) ? 1 : 0;
      }
      assertEquals(1, owners, "shard " + shard);
    }
  }

  @Test
  void chosenShardsAreOwnedAndNoOthers() {
    ShardSelection some = ShardSelection.parse("0, 2", 1);
    assertTrue(some.owns(0));
    assertFalse(some.owns(1));
    assertTrue(some.owns(2));
  }

  @Test
  void aRangeIsItsFirstItsLastAndAllBetween() {
    ShardSelection some = ShardSelection.parse("1-3,7", 1);
    for (int shard = 0; shard < 10; shard++) {
      assertEquals((shard >= 1 && shard <= 3) || shard == 7, some.owns(shard), "shard " + shard);
    }
  }

  @Test
  void aUnitsInstanceMayBeEscaped() {
    assertEquals(ShardSelection.parse("0-2,7", 1), ShardSelection.parse("0\\x2d2\\x2c7", 1));
  }

  @Test
  void whatIsNoListOfShardsIsRefusedWithAnExample() {
    for (String wrong : new String[] {"", "a", "0,,1", "-1", "0;1", "3-1", "0-", "0-99999999"}) {
      String message =
          assertThrows(ConfigurationException.class, () -> ShardSelection.parse(wrong, 1), wrong)
              .getMessage();
      assertTrue(message.contains("0,2"), message);
    }
  }
}
