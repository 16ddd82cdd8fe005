package io.penstock.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;

/** The balance of datagrams and lines, audit included, as {@code penstock check} finds it. */
final class Balance {
  private Balance() {}

  /**
   * {@code penstock check --balance} finds every residual zero, and needs no excuse for any: tests
   * ask when nothing moves any more and every kill was followed by a start.
   */
  static void assertZero(Penstock penstock) {
    Exit check = check(penstock);
    assertEquals(0, check.code(), () -> "the balance is not zero:\n" + check.text());
    equations(check)
        .forEach(
            equation -> {
              assertEquals("holds", equation.get("verdict").getAsString(), equation::toString);
              assertEquals(0, equation.get("residual").getAsLong(), equation::toString);
            });
    assertTrue(
        equations(check).anyMatch(e -> e.get("equation").getAsString().startsWith("audit")),
        () -> "no audit among the equations:\n" + check.text());
  }

  /**
   * The same where retention has deleted files: what they held cannot be recounted, so an audit
   * that begins before what is left knows nothing, and everything else holds.
   */
  static void assertZeroOfWhatIsLeft(Penstock penstock) {
    Exit check = check(penstock);
    assertEquals(0, check.code(), () -> "the balance is not zero:\n" + check.text());
    equations(check)
        .filter(equation -> !equation.get("verdict").getAsString().equals("unproven"))
        .forEach(equation -> assertEquals(0, equation.get("residual").getAsLong(), check::text));
    assertEquals(
        0,
        equations(check)
            .filter(equation -> equation.get("verdict").getAsString().equals("unproven"))
            .filter(equation -> !equation.get("equation").getAsString().startsWith("audit"))
            .count(),
        check::text);
  }

  /** Whether all that a reader has in its books was recounted from the journal, and is right. */
  static boolean isAudited(Penstock penstock, String reader) {
    List<JsonObject> audits =
        equations(check(penstock))
            .filter(equation -> equation.get("of").getAsString().equals(reader))
            .filter(equation -> equation.get("equation").getAsString().startsWith("audit"))
            .toList();
    return !audits.isEmpty()
        && audits.stream()
            .allMatch(equation -> equation.get("verdict").getAsString().equals("holds"));
  }

  static Stream<JsonObject> equations(Exit check) {
    return JsonParser.parseString(check.out())
        .getAsJsonObject()
        .getAsJsonArray("equations")
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject);
  }

  static Exit check(Penstock penstock) {
    return penstock.ask("check", "--balance", "--json");
  }
}
