package io.penstock.tools.explain;

import io.penstock.config.Destination;
import io.penstock.shard.HashKind;
import io.penstock.shard.KeyRule;
import io.penstock.shard.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what another layout would be: {@code hash=slots,key=name,destinations=8}. */
final class WouldBe {
  private static final int SHARDS_MAX = 1024;

  private WouldBe() {}

  /**
   * The layout that a text makes of another; what it does not name stays. {@code destinations} is a
   * number or addresses with blanks between.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  static Layout of(String text, Layout now) {
    HashKind hash = now.hash();
    KeyRule key = now.key();
    List<String> destinations = now.destinations();
    for (String assignment : text.split(",")) {
      String[] nameAndValue = assignment.split("=", 2);
      String value = nameAndValue.length == 2 ? nameAndValue[1].strip() : "";
      switch (nameAndValue[0].strip()) {
        case "hash" -> hash = choice(HashKind.values(), HashKind::label, "hash", value);
        case "key" -> key = choice(KeyRule.values(), KeyRule::label, "key", value);
        case "destinations" -> destinations = destinations(value, now);
        default ->
            throw new IllegalArgumentException(
                "expected hash=…, key=… or destinations=…, with commas between, not '"
                    + assignment
                    + "'");
      }
    }
    if (hash.usesAddresses() && destinations.contains("")) {
      throw new IllegalArgumentException(
          hash.label()
              + " needs the servers' addresses: destinations='host:port host:port …' instead of a"
              + " number above "
              + now.shards());
    }
    return new Layout(hash, key, destinations);
  }

  private static List<String> destinations(String value, Layout now) {
    if (!value.matches("\\d{1,4}")) {
      return Arrays.stream(value.split("\\s+"))
          .map(address -> Destination.parse(address).address())
          .toList();
    }
    int shards = Integer.parseInt(value);
    if (shards < 1 || shards > SHARDS_MAX) {
      throw new IllegalArgumentException("destinations: 1 to " + SHARDS_MAX + ", not " + value);
    }
    List<String> destinations = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      destinations.add(shard < now.shards() ? now.destinations().get(shard) : "");
    }
    return destinations;
  }

  private interface Label<E> {
    String of(E choice);
  }

  private static <E> E choice(E[] choices, Label<E> label, String name, String value) {
    return Arrays.stream(choices)
        .filter(choice -> label.of(choice).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + ": expected "
                        + Arrays.stream(choices).map(label::of).collect(Collectors.joining(", "))
                        + ", not '"
                        + value
                        + "'"));
  }
}
