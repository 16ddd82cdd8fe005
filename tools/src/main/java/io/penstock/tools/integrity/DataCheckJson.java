package io.penstock.tools.integrity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.journal.Finding;

/** A check as JSON. Names are part of the interface: they stay, new ones may come. */
final class DataCheckJson {
  private DataCheckJson() {}

  static JsonObject of(DataCheck check) {
    JsonObject root = new JsonObject();
    root.addProperty("sound", check.damages() == 0);
    root.addProperty("deep", check.isDeep());
    root.addProperty("roll_files", check.journal().files());
    root.addProperty("bytes", check.journal().bytes());
    root.addProperty("readers", check.readers().size());
    root.addProperty("gone_datagrams", check.goneFrom(0));
    JsonArray findings = new JsonArray();
    check.findings().forEach(finding -> findings.add(finding(check, finding)));
    root.add("findings", findings);
    return root;
  }

  static JsonObject finding(DataCheck check, Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("code", finding.code().label());
    json.addProperty("damage", finding.code().isDamage());
    json.addProperty("file", check.data().root().relativize(finding.file()).toString());
    json.addProperty("position", known(finding.position()));
    json.addProperty("first_number", known(finding.from()));
    json.addProperty(
        "datagrams", finding.from() < 0 ? null : Math.max(0, finding.to() - finding.from()));
    json.addProperty("words", finding.code().words());
    json.addProperty("note", finding.note());
    return json;
  }

  private static Long known(long value) {
    return value < 0 ? null : value;
  }
}
