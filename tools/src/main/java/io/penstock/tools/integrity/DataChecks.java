package io.penstock.tools.integrity;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.penstock.config.DataDirectory;
import io.penstock.daemon.ExitCode;
import io.penstock.journal.JournalCheck;
import io.penstock.journal.record.JournalException;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.screen.Progress;
import java.io.PrintWriter;

/** {@code penstock check} without {@code --balance}. */
public final class DataChecks {
  /** Exit code of {@code check} and {@code repair} when there is damage. */
  public static final int DAMAGED = 2;

  private DataChecks() {}

  /**
   * Looks and says what was found.
   *
   * @return the exit code: 0 sound, 2 damage
   */
  public static int run(DataDirectory data, boolean isDeep, boolean asJson, PrintWriter out) {
    DataCheck check = look(data, isDeep);
    if (asJson) {
      out.println(pretty(DataCheckJson.of(check)));
    } else {
      DataCheckText.lines(check).forEach(out::println);
    }
    out.flush();
    return check.damages() > 0 ? DAMAGED : ExitCode.OK.code();
  }

  static DataCheck look(DataDirectory data, boolean isDeep) {
    try (Progress progress = Progress.ofBytes("checking", bytes(data, isDeep))) {
      return DataCheck.of(data, isDeep, progress::reached);
    }
  }

  private static long bytes(DataDirectory data, boolean isDeep) {
    try {
      return JournalCheck.bytesIn(data.journal(), isDeep);
    } catch (JournalException noneYet) {
      return 0;
    }
  }

  static String pretty(JsonObject json) {
    return JsonText.safe(
        new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setPrettyPrinting()
            .create()
            .toJson(json));
  }
}
