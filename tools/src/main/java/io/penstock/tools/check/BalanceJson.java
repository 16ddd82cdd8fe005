package io.penstock.tools.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** A balance as JSON. Names are part of the interface: they stay, new ones may come. */
final class BalanceJson {
  private BalanceJson() {}

  static JsonObject of(Balance balance) {
    JsonObject root = new JsonObject();
    root.addProperty("holds", balance.isRight());
    JsonArray equations = new JsonArray();
    balance.equations().forEach(equation -> equations.add(equation(equation)));
    root.add("equations", equations);
    JsonObject audit = new JsonObject();
    audit.addProperty("records", balance.records());
    audit.addProperty("datagrams", balance.datagrams());
    audit.addProperty("lines", balance.lines());
    audit.addProperty("damaged_records", balance.damagedRecords());
    audit.addProperty("milliseconds", balance.auditMs());
    root.add("audit", audit);
    JsonArray faults = new JsonArray();
    balance.faults().forEach(faults::add);
    root.add("faults", faults);
    return root;
  }

  private static JsonObject equation(Equation equation) {
    JsonObject json = new JsonObject();
    json.addProperty("of", equation.subject());
    json.addProperty("equation", equation.text());
    json.addProperty("left", equation.left());
    json.addProperty("right", equation.right());
    json.addProperty("residual", equation.residual());
    json.addProperty("kind", equation.kind().label());
    json.addProperty("equal", equation.left() == equation.right());
    json.addProperty("verdict", equation.verdict().label());
    json.addProperty("note", equation.note());
    return json;
  }
}
