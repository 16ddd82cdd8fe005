package io.penstock.tools.replay;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.tools.screen.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What is left of a replay, so that it can continue: the command line without its range, and the
 * numbers.
 *
 * <p>Written each second, and exactly when the replay stops in order. After a kill it is at most a
 * second old: what was sent since is sent again.
 *
 * @param arguments of the replay, without its range
 * @param next first datagram that is left
 * @param to number after the last
 */
record ResumeFile(List<String> arguments, long next, long to) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int VERSION = 1;

  /** A name that no file has. */
  static Path name(Path folder) {
    Instant now = Instant.now();
    Path file = folder.resolve("penstock-replay-" + DATE.format(now) + ".resume");
    for (int i = 2; Files.exists(file); i++) {
      file = folder.resolve("penstock-replay-" + DATE.format(now) + "-" + i + ".resume");
    }
    return file;
  }

  /** Writes it whole or not at all. */
  void write(Path file) throws IOException {
    JsonObject root = new JsonObject();
    root.addProperty("penstock_replay", VERSION);
    root.addProperty("next", next);
    root.addProperty("to", to);
    JsonArray words = new JsonArray();
    arguments.forEach(words::add);
    root.add("arguments", words);
    WholeFile.write(file, (root + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads one.
   *
   * @throws ProgramException when it is none
   */
  static ResumeFile read(Path file) {
    try {
      JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (root.get("penstock_replay").getAsInt() != VERSION) {
        throw new ProgramException(ExitCode.FAILED, file + ": a newer Penstock wrote it");
      }
      List<String> words =
          root.getAsJsonArray("arguments").asList().stream().map(JsonElement::getAsString).toList();
      return new ResumeFile(words, root.get("next").getAsLong(), root.get("to").getAsLong());
    } catch (IOException e) {
      throw new ProgramException(ExitCode.FAILED, file + ": cannot be read", e);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new ProgramException(ExitCode.FAILED, file + ": is no file of a stopped replay", e);
    }
  }
}
