package io.penstock.reader;

import io.penstock.shard.ReaderName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a reader begins, what of the journal is its own, when it is over, and where its lines go.
 * Pure.
 *
 * <p>The journal decides, not the configuration: a reader's own are the stretches whose layout has
 * a place for it, from its position on. When the newest layout has none and nothing before that is
 * left, be it that all is read or that it was deleted, the reader is over, whether its server lives
 * or not.
 */
public final class ReaderPlan {
  private final Optional<ReaderName> place;
  private final List<Stretch> stretches;
  private final Optional<Begun> begun;
  private final long forgottenUpTo;

  private ReaderPlan(
      Optional<ReaderName> place,
      List<Stretch> stretches,
      Optional<Begun> begun,
      long forgottenUpTo) {
    this.place = place;
    this.stretches = stretches;
    this.begun = begun;
    this.forgottenUpTo = forgottenUpTo;
  }

  /**
   * Plans for a reader that has a file.
   *
   * @param name of the reader; one that names no place in a ring has nothing of its own
   * @param stretches of the journal, oldest first
   */
  public static ReaderPlan of(String name, List<Stretch> stretches, Begun begun) {
    return new ReaderPlan(ReaderName.of(name), stretches, Optional.of(begun), 0);
  }

  /**
   * Plans for a reader that has none.
   *
   * @param forgottenUpTo up to which number one of that name had come that was put aside; 0 if none
   */
  public static ReaderPlan ofNew(String name, List<Stretch> stretches, long forgottenUpTo) {
    return new ReaderPlan(ReaderName.of(name), stretches, Optional.empty(), forgottenUpTo);
  }

  /** The plan for the same reader where it is moved to another number. */
  public ReaderPlan at(long number) {
    return new ReaderPlan(place, stretches, Optional.of(new Begun(number, false)), 0);
  }

  /** Names of the readers that a layout has a place for, mirrors apart: shards first. */
  public static Set<ReaderName> places(List<Stretch> stretches) {
    Map<String, Integer> rings = new TreeMap<>();
    int shards = 0;
    for (Stretch stretch : stretches) {
      if (stretch.layout() != null) {
        shards = Math.max(shards, stretch.layout().shards());
        stretch
            .layout()
            .mirrors()
            .forEach((ring, layout) -> rings.merge(ring, layout.shards(), Math::max));
      }
    }
    Set<ReaderName> places = new LinkedHashSet<>();
    add(ReaderName.SHARDS, shards, places);
    rings.forEach((ring, count) -> add(ring, count, places));
    return places;
  }

  private static void add(String ring, int count, Set<ReaderName> places) {
    for (int shard = 0; shard < count; shard++) {
      places.add(new ReaderName(ring, shard));
    }
  }

  /** Where it is in its life. */
  public ReaderPhase phase() {
    if (begun.isEmpty()) {
      return introduction(forgottenUpTo).isPresent() ? ReaderPhase.BEGINS : ReaderPhase.UNKNOWN;
    }
    boolean hasMore = stretches.isEmpty() ? place.isPresent() : ownFrom(number()).isPresent();
    if (!hasMore) {
      return begun.get().isRetired() ? ReaderPhase.RETIRED : ReaderPhase.OVER;
    }
    if (begun.get().isRetired()) {
      return stretches.isEmpty() ? ReaderPhase.RETIRED : ReaderPhase.RETURNS;
    }
    return !stretches.isEmpty() && isOwn(stretches.getLast())
        ? ReaderPhase.READS
        : ReaderPhase.DRAINS;
  }

  /**
   * To whom it belongs.
   *
   * @param isConfigured whether the configuration asks for it
   */
  public ReaderOwner owner(boolean isConfigured) {
    if (isConfigured) {
      return ReaderOwner.CONFIGURED;
    }
    // A mirror's server is in no layout: without the configuration it has none.
    boolean hasServer = place.filter(name -> !name.isMirror()).isPresent();
    return hasServer && phase().isToBeRead() ? ReaderOwner.DRAINING : ReaderOwner.ABANDONED;
  }

  /**
   * First number that a new reader needs; empty where there is nothing to begin.
   *
   * @param headNumber of the journal: what came before a mirror was asked for is not for it
   */
  public OptionalLong beginning(long headNumber) {
    OptionalLong introduction = introduction(forgottenUpTo);
    boolean isMirror = place.filter(ReaderName::isMirror).isPresent();
    return isMirror && introduction.isPresent()
        ? OptionalLong.of(Math.max(introduction.getAsLong(), headNumber))
        : introduction;
  }

  /** Where a worker takes it up: where it stands, or where a new one begins. */
  public long startsAt(long headNumber) {
    return begun.isPresent() ? number() : beginning(headNumber).orElse(0);
  }

  /**
   * First number of the first own stretch that begins there or later: nothing before it is its own.
   */
  private OptionalLong introduction(long fromNumber) {
    return stretches.stream()
        .filter(stretch -> stretch.firstNumber() >= fromNumber && isOwn(stretch))
        .mapToLong(Stretch::firstNumber)
        .findFirst();
  }

  /** First number from there on that is its own or will be; empty when none is. */
  public OptionalLong ownFrom(long number) {
    for (int i = 0; i < stretches.size(); i++) {
      if (isOwn(stretches.get(i)) && number < end(i)) {
        return OptionalLong.of(Math.max(number, stretches.get(i).firstNumber()));
      }
    }
    return OptionalLong.empty();
  }

  /** Number of the next datagram that a reader needs that has begun. */
  public long number() {
    return begun.orElseThrow().number();
  }

  /**
   * Where a reader that is over stands in the end. What lies between its position and this number
   * is not in the journal any more.
   */
  public long overAt() {
    long number = number();
    return stretches.isEmpty() ? number : Math.max(number, stretches.getFirst().firstNumber());
  }

  /** The last address that a layout has for it; empty without any, as for a mirror. */
  public Optional<String> lastAddress() {
    return stretches.reversed().stream()
        .filter(stretch -> stretch.layout() != null && isOwn(stretch))
        .findFirst()
        .flatMap(stretch -> address(stretch, place.orElseThrow()));
  }

  private static Optional<String> address(Stretch stretch, ReaderName name) {
    return name.isMirror()
        ? Optional.empty()
        : Optional.of(name.ringIn(stretch.layout()).destinations().get(name.shard()));
  }

  private boolean isOwn(Stretch stretch) {
    return place.isPresent() && (stretch.layout() == null || place.get().isIn(stretch.layout()));
  }

  private long end(int stretch) {
    return stretch + 1 < stretches.size()
        ? stretches.get(stretch + 1).firstNumber()
        : Long.MAX_VALUE;
  }
}
