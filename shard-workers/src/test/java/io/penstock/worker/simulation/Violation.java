package io.penstock.worker.simulation;

/** A promise that was not kept. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  private final String invariant;

  Violation(String invariant, String what) {
    super(invariant + ": " + what);
    this.invariant = invariant;
  }

  Violation(String invariant, Throwable cause) {
    super(invariant + ": " + cause, cause);
    this.invariant = invariant;
  }

  /** The name of the promise. */
  String invariant() {
    return invariant;
  }

  static void unless(boolean holds, String invariant, java.util.function.Supplier<String> what) {
    if (!holds) {
      throw new Violation(invariant, what.get());
    }
  }
}
