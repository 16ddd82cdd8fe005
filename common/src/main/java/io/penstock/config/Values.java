package io.penstock.config;

import io.penstock.amounts.Units;
import io.penstock.net.IpNetwork;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that a key can have. Each parser checks the range too, and says it when it is left. */
final class Values {
  /** No layout has more shards: their addresses have to fit the layout record. */
  private static final int DESTINATIONS_MAX = 1024;

  /** So many sockets fit the page of counters, with one more that is bound as well. */
  private static final int LISTEN_MAX = 15;

  private static final Pattern LIMITS =
      Pattern.compile("[a-z_]+(=[0-9A-Za-z.:]+)?(, *[a-z_]+(=[0-9A-Za-z.:]+)?)*");
  private static final Pattern FILE_MODE = Pattern.compile("0?[0-7]{3}");
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Pattern TAG = Pattern.compile("[^\\s,|#\\p{Cntrl}]{1,200}");
  private static final Pattern HOST = Pattern.compile("[\\w.:%-]+|\\[[\\w.:%-]+]");

  private static final Pattern FACTOR = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");
  private static final Pattern LINE_TYPE = Pattern.compile("[A-Za-z_]{1,8}");

  private Values() {}

  static ValueParser<String> host() {
    return text -> {
      if (!HOST.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "expected an address such as 127.0.0.1, 0.0.0.0 or ::, not '" + text + "'");
      }
      return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    };
  }

  static ValueParser<Integer> number(int min, int max) {
    return text -> {
      try {
        int number = Integer.parseInt(text);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        // said below
      }
      throw new IllegalArgumentException(
          "expected a number from " + min + " to " + max + ", not '" + text + "'");
    };
  }

  static ValueParser<Long> size(String min, String max) {
    return ranged(Units::bytes, Units::bytesText, Units.bytes(min), Units.bytes(max));
  }

  /** A size that a system call or a buffer takes as an int. */
  static ValueParser<Integer> smallSize(String min, String max) {
    ValueParser<Long> size = size(min, max);
    return text -> Math.toIntExact(size.parse(text));
  }

  static ValueParser<Long> duration(String min, String max) {
    return ranged(Units::nanos, Units::nanosText, Units.nanos(min), Units.nanos(max));
  }

  /** A duration; {@code none} is no limit, {@link Long#MAX_VALUE}. */
  static ValueParser<Long> durationOrNone(String min, String max) {
    ValueParser<Long> duration = duration(min, max);
    return text -> text.equals("none") ? Long.MAX_VALUE : duration.parse(text);
  }

  /** Types of line with commas between; {@code all} is no choice, an empty list. */
  static ValueParser<List<String>> lineTypes() {
    return text -> {
      if (text.equals("all")) {
        return List.of();
      }
      List<String> types = List.of(text.split("\\s*,\\s*", -1));
      for (String type : types) {
        if (!LINE_TYPE.matcher(type).matches()) {
          throw new IllegalArgumentException(
              "expected types of line such as c,ms,s,h,d (_e for events, _sc for service checks), or"
                  + " all, not '"
                  + text
                  + "'");
        }
      }
      return types;
    };
  }

  private static ValueParser<Long> ranged(
      ValueParser<Long> parser, Function<Long, String> show, long min, long max) {
    return text -> {
      long value = parser.parse(text);
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "expected " + show.apply(min) + " to " + show.apply(max) + ", not '" + text + "'");
      }
      return value;
    };
  }

  /** A word that stands for a value, or what another parser takes. */
  static ValueParser<Long> wordOr(String word, long value, ValueParser<Long> parser) {
    return text -> {
      if (text.equals(word)) {
        return value;
      }
      try {
        return parser.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(e.getMessage() + "; or " + word, e);
      }
    };
  }

  /** A rate per second; {@code max} is no limit, {@link Long#MAX_VALUE}. */
  static ValueParser<Long> rate() {
    return text -> {
      if (text.equals("max")) {
        return Long.MAX_VALUE;
      }
      try {
        long rate = Long.parseLong(text);
        if (rate > 0) {
          return rate;
        }
      } catch (NumberFormatException notANumber) {
        // said below
      }
      throw new IllegalArgumentException(
          "expected a whole number above 0, or max, not '" + text + "'");
    };
  }

  /** {@code true} or {@code false}. */
  static ValueParser<Boolean> flag() {
    return text -> {
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true");
      }
      throw new IllegalArgumentException("expected true or false, not '" + text + "'");
    };
  }

  /** Whether the one word there is besides {@code none} was said. */
  static ValueParser<Boolean> noneOr(String word) {
    return text -> {
      if (text.equals("none") || text.equals(word)) {
        return text.equals(word);
      }
      throw new IllegalArgumentException("expected none or " + word + ", not '" + text + "'");
    };
  }

  /** A DogStatsD tag; empty for {@code none}. */
  static ValueParser<String> tag() {
    return text -> {
      if (!TAG.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "expected none or a tag such as replayed:true, not '" + text + "'");
      }
      return text.equals("none") ? "" : text;
    };
  }

  /** Any of some words, with commas between; none of them for {@code none}. */
  static <E> ValueParser<Set<E>> choices(E[] choices, Function<E, String> label) {
    return text -> {
      Set<E> chosen = new LinkedHashSet<>();
      for (String word : text.equals("none") ? new String[0] : COMMA.split(text)) {
        Optional<E> found =
            Arrays.stream(choices).filter(choice -> label.apply(choice).equals(word)).findFirst();
        chosen.add(
            found.orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected none or some of "
                            + Arrays.stream(choices).map(label).collect(Collectors.joining(", "))
                            + ", not '"
                            + word
                            + "'")));
      }
      return Set.copyOf(chosen);
    };
  }

  /** A number that may have decimals. */
  static ValueParser<Double> factor(double min, double max) {
    return text -> {
      if (FACTOR.matcher(text).matches()) {
        double factor = Double.parseDouble(text);
        if (factor >= min && factor <= max) {
          return factor;
        }
      }
      throw new IllegalArgumentException(
          "expected a number from " + min + " to " + max + " such as 2 or 1.5, not '" + text + "'");
    };
  }

  static <E> ValueParser<E> choice(E[] choices, Function<E, String> label) {
    return text -> {
      for (E choice : choices) {
        if (label.apply(choice).equals(text)) {
          return choice;
        }
      }
      throw new IllegalArgumentException(
          "expected "
              + Arrays.stream(choices).map(label).collect(Collectors.joining(" or "))
              + ", not '"
              + text
              + "'");
    };
  }

  static ValueParser<Path> path() {
    return text -> {
      try {
        return Path.of(text);
      } catch (InvalidPathException invalid) {
        throw new IllegalArgumentException("expected a path, not '" + text + "'", invalid);
      }
    };
  }

  /**
   * The words of a list.
   *
   * @throws IllegalArgumentException when they are separated by commas
   */
  private static String[] words(String text) {
    if (text.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "separate the addresses with spaces, not commas: " + text.replaceAll("[,\\s]+", " "));
    }
    return BLANK.split(text);
  }

  /** Addresses to listen on, space-separated; {@code none} for none. */
  static ValueParser<List<ListenAddress>> listenAddresses() {
    return text -> {
      List<ListenAddress> addresses = new ArrayList<>();
      for (String word : text.equals("none") ? new String[0] : words(text)) {
        ListenAddress address = ListenAddress.parse(word);
        if (addresses.contains(address)) {
          throw new IllegalArgumentException("'" + word + "' is given twice");
        }
        addresses.add(address);
      }
      if (addresses.size() > LISTEN_MAX) {
        throw new IllegalArgumentException(
            "expected at most " + LISTEN_MAX + " addresses, not " + addresses.size());
      }
      return List.copyOf(addresses);
    };
  }

  /** Networks, space-separated; {@code all} is no choice, an empty list. */
  static ValueParser<List<IpNetwork>> networks() {
    return text ->
        text.equals("all") ? List.of() : Arrays.stream(words(text)).map(IpNetwork::parse).toList();
  }

  /** Permissions as chmod takes them: four octal digits, the first 0. */
  static ValueParser<Integer> fileMode() {
    return text -> {
      if (!FILE_MODE.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "expected permissions such as 0660 or 0666, not '" + text + "'");
      }
      return Integer.parseInt(text, 8);
    };
  }

  static ValueParser<Optional<HttpAddress>> httpAddressOrNone() {
    return text -> text.equals("none") ? Optional.empty() : Optional.of(HttpAddress.parse(text));
  }

  /** The shape of {@code lag=60s:10min,alive}; what each may be is the business of the tools. */
  static ValueParser<String> limits() {
    return text -> {
      if (!LIMITS.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "expected limits such as alive,lag=60s:10min, not '" + text + "'");
      }
      return text;
    };
  }

  static ValueParser<Optional<Destination>> destinationOrNone() {
    return text -> text.equals("none") ? Optional.empty() : Optional.of(Destination.parse(text));
  }

  static ValueParser<List<Destination>> destinations() {
    return text -> {
      List<Destination> destinations = new ArrayList<>();
      for (String word : words(text)) {
        destinations.add(Destination.parse(word));
      }
      if (destinations.size() > DESTINATIONS_MAX) {
        throw new IllegalArgumentException(
            "expected at most " + DESTINATIONS_MAX + " destinations, not " + destinations.size());
      }
      return List.copyOf(destinations);
    };
  }
}
