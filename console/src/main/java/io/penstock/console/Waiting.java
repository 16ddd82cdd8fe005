package io.penstock.console;

import io.penstock.config.DataDirectory;
import io.penstock.console.http.Answer;
import io.penstock.console.http.Request;
import io.penstock.console.watch.Seen;
import io.penstock.tools.dump.WaitingLines;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** What waits for a reader, as somebody asks for it. One page is read at a time. Any thread. */
final class Waiting {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int GLOB_CHARS = 256;

  private final DataDirectory data;
  private final boolean isAllowed;
  private final Semaphore turn = new Semaphore(1);

  Waiting(DataDirectory data, boolean isAllowed) {
    this.data = data;
    this.isAllowed = isAllowed;
  }

  Answer answer(Request request) {
    if (!isAllowed) {
      return Answer.text(403, "lines are not shown: [console] lines = false");
    }
    String from = request.query().getOrDefault("from", "0");
    String match = request.query().getOrDefault("match", "*");
    if (!NUMBER.matcher(from).matches() || match.isEmpty() || match.length() > GLOB_CHARS) {
      return Answer.text(400, "expected reader=NAME, from=NUMBER and match=GLOB with * and ?");
    }
    if (!turn.tryAcquire()) {
      return Answer.text(503, "somebody else is reading; try again");
    }
    try {
      return WaitingLines.json(
              data, request.query().getOrDefault("reader", ""), Long.parseLong(from), match)
          .map(json -> Answer.json(200, Seen.line(json)))
          .orElseGet(() -> Answer.text(404, "there is no such reader, or no journal"));
    } finally {
      turn.release();
    }
  }
}
