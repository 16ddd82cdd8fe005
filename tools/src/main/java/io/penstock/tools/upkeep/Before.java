package io.penstock.tools.upkeep;

import io.penstock.journal.JournalFile;
import io.penstock.tools.select.Moments;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Which files lie before a place: entirely, or not at all. */
sealed interface Before {

  /**
   * Before a datagram.
   *
   * @param number of it
   */
  record Number(long number) implements Before {}

  /**
   * Before a time.
   *
   * @param timeNs epoch ns
   */
  record Time(long timeNs) implements Before {}

  /** How many of the oldest files; the last one stays, whatever is asked for. */
  default int files(List<JournalFile> files) {
    int count = 0;
    for (int i = 1; i < files.size(); i++) {
      // What begins a file ends the one before it: numbers and times never go back.
      boolean isBefore =
          switch (this) {
            case Number before ->
                files.get(i).firstNumber() >= 0 && files.get(i).firstNumber() <= before.number();
            case Time before ->
                files.get(i).beganNs() > 0 && files.get(i).beganNs() <= before.timeNs();
          };
      count = isBefore ? i : count;
    }
    return count;
  }

  /** Reads a datagram number, or a time. */
  final class OfText implements ITypeConverter<Before> {
    private final Moments moments = Moments.ofNow();

    /** Made by picocli. */
    OfText() {}

    @Override
    public Before convert(String text) {
      if (text.matches("\\d{1,18}")) {
        return new Number(Long.parseLong(text));
      }
      try {
        return new Time(moments.epochNs(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + ", nor a datagram number");
      }
    }
  }
}
