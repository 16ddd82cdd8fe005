package io.penstock.console.watch;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.penstock.tools.screen.JsonText;
import io.penstock.tools.status.Judgement;
import io.penstock.tools.status.JudgementJson;
import io.penstock.tools.status.Observation;
import io.penstock.tools.status.Report;
import io.penstock.tools.status.StatusJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One look, and what is told of it; written out once, for all who ask.
 *
 * @param sequence one more than that of the look before
 * @param nanos when, by the monotonic clock
 * @param report what was seen
 * @param judgement what the limits say of it
 * @param status the report in JSON, as {@code penstock status --json} has it
 * @param event status and judgement in one line of JSON
 */
public record Seen(
    long sequence, long nanos, Report report, Judgement judgement, byte[] status, byte[] event) {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  static Seen of(long sequence, long nanos, Report report, Judgement judgement, long maxBytes) {
    JsonObject status = StatusJson.of(report);
    JsonObject event = new JsonObject();
    event.addProperty("sequence", sequence);
    event.addProperty("journal_max_bytes", maxBytes);
    event.add("status", status);
    event.add("ready", JudgementJson.of(judgement));
    return new Seen(sequence, nanos, report, judgement, line(status), line(event));
  }

  /** As metrics have it. */
  public Observation observation() {
    return Observation.of(report, Optional.of(judgement));
  }

  /** In one line, with what a terminal would obey escaped. */
  public static byte[] line(JsonObject json) {
    return JsonText.safe(GSON.toJson(json)).getBytes(StandardCharsets.UTF_8);
  }
}
