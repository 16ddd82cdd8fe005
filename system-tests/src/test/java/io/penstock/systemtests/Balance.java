package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The balance of datagrams and lines, audit included, by a process of its own. */
final class Balance {
  private Balance() {}

  /** {@code penstock check --balance} finds every residual zero. */
  static void assertZero(Penstock penstock) {
    Exit check = penstock.tool("check", "--balance", "--json");
    assertEquals(0, check.code(), () -> "the balance is not zero:\n" + check.text());
  }
}
