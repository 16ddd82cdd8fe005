package io.penstock.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Files of the jar, read once; a browser asks again only whether they are still the same. */
public final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String TEXT = "text/plain; charset=utf-8";

  private PageFiles() {}

  /**
   * One of them.
   *
   * @param beside the class whose package it lies in
   * @param name within that package
   * @return empty when this jar was built without it
   */
  public static Optional<Answer> read(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] body = in.readAllBytes();
      String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), TEXT);
      return Optional.of(new Answer(200, type, body, '"' + digest(body) + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static String digest(byte[] body) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(sum, 0, 16);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
