package io.penstock.tools.look;

import picocli.CommandLine.ITypeConverter;

/** A reader on a command line: the number of a shard, or the reader's own name. */
public final class ReaderArgument implements ITypeConverter<String> {
  /** What help pages call it. */
  public static final String LABEL = "READER";

  /** What help pages say of it. */
  public static final String DESCRIPTION =
      "A shard's number, or a reader's name as 'penstock readers' lists it.";

  /** Made by picocli. */
  public ReaderArgument() {}

  @Override
  public String convert(String given) {
    return given.matches("\\d{1,9}") ? "shard-" + Integer.parseInt(given) : given;
  }
}
