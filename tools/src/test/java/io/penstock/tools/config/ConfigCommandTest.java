package io.penstock.tools.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.penstock.config.Keys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ConfigCommandTest {
  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine program = new CommandLine(new ConfigCommand());
    program.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    program.setOut(new PrintWriter(out));
    assertEquals(0, program.execute(arguments));
    return out.toString();
  }

  @Test
  void tableHasALineForEveryKeyAndWhereItCameFrom() {
    List<String> lines =
        run("-c", "../config.ini", "--set", "journal.roll_age=2min").lines().toList();
    for (var key : Keys.all()) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(key.path() + " ")), key.path());
    }
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.matches("journal.roll_age +2min +flag --set journal.roll_age")));
  }

  @Test
  void jsonHasTheSame() {
    JsonObject json =
        JsonParser.parseString(run("-c", "../config.ini", "-p", "1", "--json")).getAsJsonObject();
    assertEquals(Keys.all().size(), json.getAsJsonArray("settings").size());
    JsonObject port = json.getAsJsonArray("settings").get(1).getAsJsonObject();
    assertEquals("bind_port", port.get("key").getAsString());
    assertEquals("1", port.get("value").getAsString());
    assertEquals("flag", port.get("source").getAsString());
  }
}
