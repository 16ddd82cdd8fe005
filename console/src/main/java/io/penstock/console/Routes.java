package io.penstock.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.penstock.console.history.History;
import io.penstock.console.http.Answer;
import io.penstock.console.http.Events;
import io.penstock.console.http.HttpFront;
import io.penstock.console.http.PageFiles;
import io.penstock.console.http.Request;
import io.penstock.console.watch.Findings;
import io.penstock.console.watch.Latest;
import io.penstock.console.watch.Seen;
import io.penstock.console.watch.StateLog;
import io.penstock.tools.status.JudgementJson;
import io.penstock.tools.status.Level;
import io.penstock.tools.status.MetricsText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What is served where. Every answer is made of the last look. */
final class Routes {
  /** A look this old says nothing of now. */
  private static final long STALE_NS = TimeUnit.SECONDS.toNanos(10);

  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("/", "page/index.html");
    FILES.put("/console.css", "page/console.css");
    FILES.put("/console.js", "page/console.js");
    FILES.put("/icon.svg", "page/icon.svg");
    FILES.put("/uplot/uPlot.min.css", "page/uplot/uPlot.min.css");
    FILES.put("/uplot/uPlot.iife.min.js", "page/uplot/uPlot.iife.min.js");
    FILES.put("/uplot/LICENSE", "page/uplot/LICENSE");
  }

  private final Latest latest;
  private final History history;
  private final StateLog states;
  private final Findings findings;
  private final Waiting waiting;
  private final LongSupplier nanoClock;

  Routes(
      Latest latest,
      History history,
      StateLog states,
      Findings findings,
      Waiting waiting,
      LongSupplier nanoClock) {
    this.latest = latest;
    this.history = history;
    this.states = states;
    this.findings = findings;
    this.waiting = waiting;
    this.nanoClock = nanoClock;
  }

  void addTo(HttpFront front) {
    FILES.forEach(
        (path, name) -> {
          Optional<Answer> file = PageFiles.read(Routes.class, name);
          file.ifPresent(answer -> front.route(path, _ -> answer));
        });
    front.route("/healthz", _ -> Answer.text(200, "ok"));
    front.route("/readyz", _ -> ready());
    front.route("/metrics", this::metrics);
    front.route("/api/status", _ -> status());
    front.route(
        "/api/history",
        request ->
            Answer.json(200, Seen.line(history.json(request.query().getOrDefault("reader", "")))));
    front.route("/api/states", this::states);
    front.route("/api/waiting", waiting::answer);
    front.route("/api/findings", _ -> Answer.json(200, findings.get()));
    front.stream("/api/events", this::events);
  }

  private Answer ready() {
    Optional<Seen> seen = latest.get();
    if (seen.isEmpty()) {
      return unknown("there was no look yet");
    }
    long ageNs = nanoClock.getAsLong() - seen.get().nanos();
    if (ageNs > STALE_NS) {
      return unknown("the last look is " + TimeUnit.NANOSECONDS.toSeconds(ageNs) + " s old");
    }
    Level level = seen.get().judgement().level();
    boolean isReady = level == Level.OK || level == Level.WARNING;
    return Answer.json(isReady ? 200 : 503, Seen.line(JudgementJson.of(seen.get().judgement())));
  }

  private static Answer unknown(String why) {
    JsonObject json = new JsonObject();
    json.addProperty("status", Level.UNKNOWN.label());
    json.addProperty("exit_code", Level.UNKNOWN.ordinal());
    JsonArray problems = new JsonArray();
    problems.add(why);
    json.add("problems", problems);
    json.add("checks", new JsonArray());
    return Answer.json(503, Seen.line(json));
  }

  private Answer metrics(Request request) {
    MetricsText text = MetricsText.accepted(request.accept());
    return latest
        .get()
        .map(seen -> Answer.of(text.contentType(), text.of(seen.observation())))
        .orElseGet(Routes::tooEarly);
  }

  private Answer status() {
    return latest.get().map(seen -> Answer.json(200, seen.status())).orElseGet(Routes::tooEarly);
  }

  private Answer states(Request request) {
    return states
        .json(request.query().getOrDefault("of", StateLog.INGEST))
        .map(json -> Answer.json(200, Seen.line(json)))
        .orElseGet(() -> Answer.text(404, "there is none of that name"));
  }

  private static Answer tooEarly() {
    return Answer.text(503, "there was no look yet");
  }

  /** The look that there is, then each newer one; who is slow misses some. */
  private Events events() {
    return new Events() {
      private long sequence;

      @Override
      public Optional<byte[]> next(long timeoutMs) throws InterruptedException {
        Optional<Seen> next = latest.after(sequence, timeoutMs);
        sequence = next.map(Seen::sequence).orElse(sequence);
        return next.map(Seen::event);
      }
    };
  }
}
