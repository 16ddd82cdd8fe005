package io.penstock.counters;

/** A counter with a fixed place in its file. Implemented by enums only, which grow at the end. */
public interface CounterKey {
  /** Place among the counters of its kind: the enum's ordinal. */
  int ordinal();

  /** The name that tools and metrics show, snake_case, the unit last. */
  String label();

  /** One sentence: what is counted, and when. */
  String help();
}
