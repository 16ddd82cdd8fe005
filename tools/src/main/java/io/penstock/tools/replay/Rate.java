package io.penstock.tools.replay;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How fast a replay goes. */
sealed interface Rate {

  /** As fast as the kernel takes it. */
  record Max() implements Rate {}

  /** Lines per second, of all destinations together. */
  record Lines(double perSecond) implements Rate {}

  /** As it was received, faster by {@code factor}. */
  record Recorded(double factor) implements Rate {}

  /** How long it takes; empty when unknown. */
  default OptionalLong expectedNs(long lines, long spanNs) {
    return switch (this) {
      case Max _ -> OptionalLong.empty();
      case Lines rate -> OptionalLong.of(Math.round(lines / rate.perSecond() * 1e9));
      case Recorded rate -> OptionalLong.of(Math.round(spanNs / rate.factor()));
    };
  }

  /** As the command line says it, and as {@link OfText} reads it. */
  default String text() {
    return switch (this) {
      case Max _ -> "max";
      case Lines rate -> trimmed(rate.perSecond()) + "/s";
      case Recorded rate -> rate.factor() == 1 ? "original" : trimmed(rate.factor()) + "x";
    };
  }

  private static String trimmed(double number) {
    return number == Math.rint(number) && number < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** Reads {@code 5000/s}, {@code 2x}, {@code original} or {@code max}. */
  final class OfText implements ITypeConverter<Rate> {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)(/s|x)");

    /** Made by picocli. */
    OfText() {}

    @Override
    public Rate convert(String text) {
      if (text.equals("max")) {
        return new Max();
      }
      if (text.equals("original")) {
        return new Recorded(1);
      }
      Matcher amount = AMOUNT.matcher(text);
      double number = amount.matches() ? Double.parseDouble(amount.group(1)) : 0;
      if (number <= 0) {
        throw new TypeConversionException(
            "'" + text + "' is no rate; expected 5000/s, 2x, original or max");
      }
      return amount.group(2).equals("x") ? new Recorded(number) : new Lines(number);
    }
  }
}
