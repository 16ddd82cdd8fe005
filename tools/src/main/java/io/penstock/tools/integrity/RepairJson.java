package io.penstock.tools.integrity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;

/** A plan as JSON. Names are part of the interface: they stay, new ones may come. */
final class RepairJson {
  private RepairJson() {}

  static JsonObject of(RepairPlan plan, boolean isApplied) {
    JsonObject root = new JsonObject();
    root.addProperty("applied", isApplied);
    JsonArray steps = new JsonArray();
    plan.steps().forEach(step -> steps.add(step(plan, step)));
    root.add("steps", steps);
    JsonArray remains = new JsonArray();
    plan.remains().forEach(one -> remains.add(DataCheckJson.finding(plan.check(), one)));
    root.add("remains", remains);
    JsonArray readers = new JsonArray();
    plan.costs().forEach(cost -> readers.add(reader(cost)));
    root.add("readers", readers);
    return root;
  }

  private static JsonObject step(RepairPlan plan, RepairStep step) {
    JsonObject json = new JsonObject();
    switch (step) {
      case RepairStep.SetAside aside -> {
        json.addProperty("step", "rename");
        json.addProperty("file", name(plan, aside.file()));
        json.addProperty("to", name(plan, aside.target()));
      }
      case RepairStep.MakeMetadata make -> {
        json.addProperty("step", "make_metadata");
        json.addProperty("file", name(plan, make.file()));
      }
      case RepairStep.Rebuild rebuild -> {
        json.addProperty("step", "rebuild_reader");
        json.addProperty("reader", rebuild.reader());
        json.addProperty(
            "number", rebuild.number().isPresent() ? rebuild.number().getAsLong() : null);
      }
    }
    json.addProperty("reason", step.reason());
    return json;
  }

  private static String name(RepairPlan plan, Path file) {
    return plan.check().data().root().relativize(file).toString();
  }

  private static JsonObject reader(RepairPlan.Cost cost) {
    JsonObject json = new JsonObject();
    json.addProperty("reader", cost.reader());
    json.addProperty("number", cost.number() < 0 ? null : cost.number());
    json.addProperty("lost_datagrams", cost.lost());
    json.addProperty("repeated_datagrams_max", cost.repeatedMax());
    return json;
  }
}
