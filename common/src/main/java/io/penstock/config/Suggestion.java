package io.penstock.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Suggestion {
  private Suggestion() {}

  /** The nearest word, when it is near enough to be a slip or holds the word as a part. */
  static Optional<String> nearest(String word, Collection<String> known) {
    int far = Math.max(2, word.length() / 2);
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= far || holds(word, candidate))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static boolean holds(String word, String candidate) {
    return word.length() >= 3 && (candidate.contains(word) || word.contains(candidate));
  }

  /** Edit distance: insertions, deletions, replacements (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
