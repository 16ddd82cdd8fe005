package io.penstock.tools.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** A judgement as JSON. Names are part of the interface: they stay, new ones may come. */
public final class JudgementJson {
  private JudgementJson() {}

  /** The judgement, with every value and its limits. */
  public static JsonObject of(Judgement judgement) {
    JsonObject root = new JsonObject();
    root.addProperty("status", judgement.level().label());
    root.addProperty("exit_code", judgement.level().ordinal());
    JsonArray problems = new JsonArray();
    judgement.problems().forEach(problems::add);
    root.add("problems", problems);
    JsonArray checks = new JsonArray();
    for (Judgement.Result result : judgement.results()) {
      JsonObject check = new JsonObject();
      Limit limit = result.limit();
      check.addProperty("check", limit.measure().label());
      check.addProperty("subject", result.subject());
      check.addProperty("value", result.value());
      check.addProperty("unit", limit.measure().unit().isEmpty() ? null : limit.measure().unit());
      check.addProperty("warning", Double.isNaN(limit.warning()) ? null : limit.warning());
      check.addProperty("critical", limit.critical());
      check.addProperty("status", result.level().label());
      checks.add(check);
    }
    root.add("checks", checks);
    return root;
  }
}
