package io.penstock.tools.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a duration of the command line as seconds: {@code 2}, {@code 2s}, {@code 500ms}, {@code
 * 1m}.
 */
public final class Seconds implements ITypeConverter<Double> {
  /** Made by picocli. */
  public Seconds() {}

  @Override
  public Double convert(String text) {
    try {
      if (text.endsWith("ms")) {
        return Double.parseDouble(text.substring(0, text.length() - 2)) / 1_000;
      }
      if (text.endsWith("m")) {
        return Double.parseDouble(text.substring(0, text.length() - 1)) * 60;
      }
      return Double.parseDouble(text.endsWith("s") ? text.substring(0, text.length() - 1) : text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a duration such as 2s or 500ms");
    }
  }
}
