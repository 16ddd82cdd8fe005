package io.penstock.config;

/** Makes a typed value from the text of a key. */
@FunctionalInterface
public interface ValueParser<T> {
  /**
   * The value.
   *
   * @param text without blanks around it, never empty
   * @throws IllegalArgumentException with a message that says what was expected
   */
  T parse(String text);
}
