package io.penstock.tools.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Findings as JSON. Names are part of the interface: they stay, new ones may come. */
final class FindingsJson {
  private FindingsJson() {}

  static JsonObject of(List<Finding> findings) {
    JsonObject root = new JsonObject();
    root.addProperty(
        "exit_code", findings.stream().mapToInt(f -> f.severity().ordinal()).max().orElse(0));
    JsonArray all = new JsonArray();
    for (Finding finding : findings) {
      JsonObject one = new JsonObject();
      one.addProperty("severity", finding.severity().label());
      one.addProperty("topic", finding.topic());
      one.addProperty("text", finding.text());
      one.addProperty("remedy", finding.remedy().isEmpty() ? null : finding.remedy());
      all.add(one);
    }
    root.add("findings", all);
    return root;
  }
}
