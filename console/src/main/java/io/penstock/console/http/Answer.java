package io.penstock.console.http;

import java.nio.charset.StandardCharsets;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body all of it
 * @param tag of this content, for who has it already; empty for what is never the same twice
 */
public record Answer(int status, String contentType, byte[] body, String tag) {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  /** Some content. */
  public static Answer of(String contentType, byte[] body) {
    return new Answer(200, contentType, body, "");
  }

  /** JSON, with the status that it deserves. */
  public static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, "");
  }

  /** A line of text. */
  public static Answer text(int status, String line) {
    return new Answer(status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8), "");
  }
}
