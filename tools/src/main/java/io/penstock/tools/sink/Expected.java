package io.penstock.tools.sink;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.penstock.content.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to come.
 *
 * @param lines how many; negative when that is not known
 * @param content what they say, a sum of content hashes; only when {@code hasContent}
 * @param hasContent whether that is known
 */
record Expected(long lines, long content, boolean hasContent) {

  /** As given. */
  static Expected lines(long lines) {
    return new Expected(lines, 0, false);
  }

  /**
   * What the reports of loads sum up to.
   *
   * @throws IOException when one is not what {@code load --json} prints
   */
  static Expected of(List<Path> loadReports) throws IOException {
    Expected all = new Expected(0, 0, true);
    for (Path file : loadReports) {
      try {
        JsonObject report = new Gson().fromJson(Files.readString(file), JsonObject.class);
        boolean has = report.has("content");
        all =
            new Expected(
                all.lines + report.get("lines").getAsLong(),
                all.content + (has ? ContentHash.parse(report.get("content").getAsString()) : 0),
                all.hasContent && has);
      } catch (JsonParseException
          | NullPointerException
          | UnsupportedOperationException
          | NumberFormatException e) {
        throw new IOException(file + " is not what \"load --json\" prints", e);
      }
    }
    return all;
  }

  /**
   * How many are missing when {@code came} have arrived; 0 when the number expected is not known.
   */
  long missing(long came) {
    return lines < 0 ? 0 : lines - came;
  }
}
