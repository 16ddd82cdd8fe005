package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The balance of datagrams and lines, audit included, by a process of its own. */
final class Balance {
  private Balance() {}

  /**
   * {@code penstock check --balance} finds every residual zero, and needs no excuse for any: tests
   * ask when nothing moves any more and every kill was followed by a start.
   */
  static void assertZero(Penstock penstock) {
    Exit check = check(penstock);
    assertEquals(0, check.code(), () -> "the balance is not zero:\n" + check.text());
    JsonObject found = JsonParser.parseString(check.out()).getAsJsonObject();
    int audits = 0;
    for (JsonElement element : found.getAsJsonArray("equations")) {
      JsonObject equation = element.getAsJsonObject();
      assertEquals("holds", equation.get("verdict").getAsString(), equation::toString);
      assertEquals(0, equation.get("residual").getAsLong(), equation::toString);
      audits += equation.get("equation").getAsString().startsWith("audit") ? 1 : 0;
    }
    assertTrue(audits > 0, () -> "no audit among the equations:\n" + check.text());
  }

  static Exit check(Penstock penstock) {
    return penstock.tool("check", "--balance", "--json");
  }
}
