package io.penstock.tools.select;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option's value as a time, epoch ns: whatever {@link Moments} understands. */
public final class MomentOption implements ITypeConverter<Long> {
  private final Moments moments = Moments.ofNow();

  /** Made by picocli. */
  public MomentOption() {}

  @Override
  public Long convert(String text) {
    try {
      return moments.epochNs(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
