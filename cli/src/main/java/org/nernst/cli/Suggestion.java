package org.nernst.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/// What a user may have meant.
public final class Suggestion {
  private Suggestion() {}

  /// `; did you mean 'epochs'?`, or nothing when no word is near.
  ///
  /// @param word what was typed
  /// @param known the words that there are
  public static String of(String word, Collection<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(k -> distance(typed, k.toLowerCase(Locale.ROOT))))
        .filter(k -> distance(typed, k.toLowerCase(Locale.ROOT)) <= Math.max(1, k.length() / 3))
        .map(k -> "; did you mean '" + k + "'?")
        .orElse("");
  }

  /// The number of letters to insert, delete or replace (Levenshtein 1966).
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j < previous.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
