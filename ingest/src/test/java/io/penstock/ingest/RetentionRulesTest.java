package io.penstock.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.penstock.config.FreeSpace;
import io.penstock.config.RetentionSettings;
import io.penstock.config.WhenFull;
import org.junit.jupiter.api.Test;

class RetentionRulesTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final RetentionRules rules =
      new RetentionRules(
          new RetentionSettings(
              NEVER, NEVER, NEVER, WhenFull.DROP_OLDEST, new FreeSpace(0, 0), new FreeSpace(0, 0)));

  private RetentionRules.Reason reason(boolean isRead, boolean lacksInodes, boolean isReadable) {
    return rules.reasonToDelete(
        new RetentionRules.Facts(isRead, 0, 0, 0, false, lacksInodes, isReadable));
  }

  @Test
  void aLackOfInodesCostsWhatIsReadAndNothingElse() {
    assertEquals(RetentionRules.Reason.NO_INODES, reason(true, true, true));
    assertNull(reason(false, true, true));
    assertNull(reason(true, true, false));
    assertNull(reason(true, false, true));
  }
}
