package org.nernst.cli.train;

import java.util.Comparator;
import java.util.stream.Stream;

/// What a user may have meant.
final class Suggestion {
  private Suggestion() {}

  /// `; did you mean 'epochs'?`, or nothing when no key is near.
  static String forKey(String key) {
    Stream<String> keys =
        Stream.concat(Stream.of(SettingsFile.MODEL), Stream.of(Setting.values()).map(Setting::key));
    String wanted = key.replace('_', '-');
    return keys.min(Comparator.comparingInt(k -> distance(wanted, k)))
        .filter(k -> distance(wanted, k) <= Math.max(1, k.length() / 3))
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
