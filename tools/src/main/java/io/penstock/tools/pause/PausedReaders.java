package io.penstock.tools.pause;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.daemon.ProgramException;
import io.penstock.reader.ReaderFile;
import io.penstock.tools.look.ReaderNames;
import io.penstock.tools.screen.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes into readers' files until when they are to wait. */
final class PausedReaders {
  static final long FOR_EVER = Long.MAX_VALUE;
  static final long NOT = 0;

  private PausedReaders() {}

  /**
   * Pauses readers, or resumes them; all of them or, when one does not exist, none.
   *
   * @throws ProgramException when one does not exist or cannot be written
   */
  static void set(DataDirectory data, List<String> names, long untilEpochMs) {
    for (String name : names) {
      if (!name.matches("[\\w.-]+") || !Files.isRegularFile(fileOf(data, name))) {
        throw ReaderNames.none(name, data);
      }
    }
    for (String name : names) {
      try {
        ReaderFile.pause(fileOf(data, name), untilEpochMs);
      } catch (IOException e) {
        throw new ProgramException(ExitCode.FAILED, e.getMessage(), e);
      }
    }
  }

  private static Path fileOf(DataDirectory data, String name) {
    return data.readers().resolve(name);
  }

  /** What was done, for machines. */
  static String json(List<String> names, long untilEpochMs) {
    JsonArray readers = new JsonArray();
    for (String name : names) {
      JsonObject reader = new JsonObject();
      reader.addProperty("name", name);
      reader.addProperty("paused", untilEpochMs != NOT);
      reader.add(
          "until",
          untilEpochMs == NOT || untilEpochMs == FOR_EVER
              ? JsonNull.INSTANCE
              : new JsonPrimitive(Instant.ofEpochMilli(untilEpochMs).toString()));
      readers.add(reader);
    }
    JsonObject root = new JsonObject();
    root.add("readers", readers);
    return JsonText.safe(
        new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(root));
  }
}
