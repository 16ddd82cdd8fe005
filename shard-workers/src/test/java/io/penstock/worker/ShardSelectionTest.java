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
  void whatIsNoListOfShardsIsRefusedWithAnExample() {
    for (String wrong : new String[] {"", "a", "0,,1", "-1", "0;1"}) {
      String message =
          assertThrows(ConfigurationException.class, () -> ShardSelection.parse(wrong, 1), wrong)
              .getMessage();
      assertTrue(message.contains("0,2"), message);
    }
  }
}
