package io.penstock.tools.config;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.config.Configuration;
import io.penstock.config.ConfigurationOptions;
import io.penstock.config.Key;
import io.penstock.config.Origin.Source;
import io.penstock.config.Setting;
import io.penstock.tools.screen.JsonText;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows every key, its effective value, and who said so. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Show the effective configuration, and where each value came from.")
public final class ConfigCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(names = "--explain", description = "With a sentence on each key.")
  private boolean explain;

  @Override
  public void run() {
    Configuration effective = configuration.load();
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(
          JsonText.safe(new GsonBuilder().setPrettyPrinting().create().toJson(json(effective))));
    } else {
      table(effective, out);
    }
    out.flush();
  }

  private void table(Configuration effective, PrintWriter out) {
    int keyWidth = 0;
    int valueWidth = 0;
    for (Setting setting : effective.settings()) {
      keyWidth = Math.max(keyWidth, setting.key().path().length());
      valueWidth = Math.max(valueWidth, Math.min(40, setting.text().length()));
    }
    String format = "%-" + keyWidth + "s  %-" + valueWidth + "s  %s";
    Ansi ansi = command.commandLine().getColorScheme().ansi();
    out.println(ansi.string("@|bold " + format.formatted("KEY", "VALUE", "FROM") + "|@"));
    for (Setting setting : effective.settings()) {
      Key<?> key = setting.key();
      String line = format.formatted(key.path(), setting.text(), setting.origin().description());
      boolean byDefault = setting.origin().source() == Source.DEFAULT;
      out.println(byDefault && ansi.enabled() ? "\u001b[2m" + line + "\u001b[0m" : line);
      if (explain) {
        out.println("    " + key.help());
      }
    }
    out.println();
    out.println(
        "file: "
            + effective.file().map(Object::toString).orElse("none")
            + "\ndata: "
            + effective.dataDirectory().root());
  }

  private static JsonObject json(Configuration effective) {
    JsonObject root = new JsonObject();
    root.addProperty("file", effective.file().map(Object::toString).orElse(null));
    root.addProperty("data_directory", effective.dataDirectory().root().toString());
    JsonArray settings = new JsonArray();
    for (Setting setting : effective.settings()) {
      JsonObject one = new JsonObject();
      one.addProperty("section", setting.key().section());
      one.addProperty("key", setting.key().name());
      one.addProperty("value", setting.text());
      one.addProperty("source", setting.origin().source().name().toLowerCase(Locale.ROOT));
      one.addProperty("from", setting.origin().description());
      one.addProperty("default", setting.key().defaultText());
      one.addProperty("help", setting.key().help());
      settings.add(one);
    }
    root.add("settings", settings);
    return root;
  }
}
