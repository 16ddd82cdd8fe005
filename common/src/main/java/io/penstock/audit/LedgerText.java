package io.penstock.audit;

import io.penstock.journal.NumberRange;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Entries as lines of text; the package page shows them. Pure.
 *
 * <p>A line of a kind that is not known, and a field that is not known, are passed over: a later
 * version may write them.
 */
final class LedgerText {
  private static final int CHECKSUM_DIGITS = 8;

  private LedgerText() {}

  /** The line, with its end. */
  static String of(LedgerEntry entry) {
    String fields =
        switch (entry) {
          case LedgerEntry.Audited(ReaderLife life, Counted counted) ->
              "audited reader=%s start=%d begun=%d from=%d to=%d datagrams=%d lines=%d bytes=%d lost=%d content=%x"
                  .formatted(
                      life.reader(),
                      life.start(),
                      life.begun(),
                      counted.range().from(),
                      counted.range().to(),
                      counted.datagrams(),
                      counted.lines(),
                      counted.bytes(),
                      counted.lost(),
                      counted.content());
          case LedgerEntry.Unaudited(NumberRange range, String reason) ->
              "unaudited from=%d to=%d reason=%s"
                  .formatted(range.from(), range.to(), reason.replace(' ', '~'));
        };
    return checksum(fields) + " " + fields + "\n";
  }

  /** Whether a line is whole. */
  static boolean isSound(String line) {
    return line.length() > CHECKSUM_DIGITS
        && line.charAt(CHECKSUM_DIGITS) == ' '
        && line.startsWith(checksum(line.substring(CHECKSUM_DIGITS + 1)));
  }

  /** What a sound line says; empty when this version does not know. */
  static Optional<LedgerEntry> parse(String line) {
    String[] words = line.substring(CHECKSUM_DIGITS + 1).split(" ");
    Map<String, String> fields = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        fields.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    try {
      return switch (words[0]) {
        case "audited" -> Optional.of(audited(fields));
        case "unaudited" ->
            Optional.of(
                new LedgerEntry.Unaudited(
                    range(fields), fields.getOrDefault("reason", "").replace('~', ' ')));
        default -> Optional.empty();
      };
    } catch (NumberFormatException laterVersion) {
      return Optional.empty();
    }
  }

  private static LedgerEntry audited(Map<String, String> fields) {
    return new LedgerEntry.Audited(
        new ReaderLife(
            fields.getOrDefault("reader", ""), number(fields, "start"), number(fields, "begun")),
        new Counted(
            range(fields),
            number(fields, "datagrams"),
            number(fields, "lines"),
            number(fields, "bytes"),
            number(fields, "lost"),
            Long.parseUnsignedLong(fields.getOrDefault("content", ""), 16)));
  }

  private static NumberRange range(Map<String, String> fields) {
    return new NumberRange(number(fields, "from"), number(fields, "to"));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, ""));
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
