package io.penstock.tools.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  /** Turned round, isolated, hidden, a tag, a control of C1: beside what is harmless. */
  private static final String HOSTILE =
      "a\u202eb\u2066c\ufeffd" + Character.toString(0xe0041) + "e\u009bf é 😀 <&>";

  @Test
  void whatATerminalObeysIsEscapedWhoeverWroteIt() {
    JsonObject root = new JsonObject();
    root.addProperty("line", HOSTILE);
    Gson gson = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    String json = JsonText.safe(gson.toJson(root));
    assertTrue(json.codePoints().noneMatch(c -> c != '\n' && Escaped.isUnsafe(c)), json);
    assertTrue(json.contains("é 😀 <&>"), json);
    assertEquals(HOSTILE, JsonParser.parseString(json).getAsJsonObject().get("line").getAsString());
  }

  @Test
  void whatIsHarmlessStaysTheSame() {
    String json = "{\"a\":\"é 😀\",\n\"b\":1}";
    assertSame(json, JsonText.safe(json));
  }
}
