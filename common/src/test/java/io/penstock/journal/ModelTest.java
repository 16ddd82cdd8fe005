package io.penstock.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model: whatever is done to a journal, in whatever order, what is read is what a plain list says.
 *
 * <p>{@code -Dpenstock.test.seed=N} repeats a run, {@code -Dpenstock.test.actions=N} sets its
 * length.
 */
class ModelTest {
  private static final long SEED = Long.getLong("penstock.test.seed", System.nanoTime());
  private static final int FEW = Integer.getInteger("penstock.test.actions", 10_000);
  private static final int MANY = Integer.getInteger("penstock.test.actions", 80_000);

  @TempDir Path directory;

  @Test
  void tenThousandActionsLeaveWhatTheModelSays() throws Exception {
    run(FEW);
  }

  @Test
  @Tag("long")
  void manyMoreActionsLeaveWhatTheModelSays() throws Exception {
    run(MANY);
  }

  private void run(int actions) throws Exception {
    System.out.println("ModelTest seed: -Dpenstock.test.seed=" + SEED);
    try (ModelRun run = new ModelRun(directory, SEED)) {
      for (int i = 0; i < actions; i++) {
        run.act();
      }
      run.checkAll();
      System.out.println(run);
    }
  }
}
