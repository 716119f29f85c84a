package org.nernst.cli.train;

import java.util.List;
import org.nernst.cli.UsageError;

/// What kind of value a setting takes, and how a word becomes one.
sealed interface Kind {
  /// The value of a word.
  ///
  /// @param name how messages call the setting
  /// @param word what the user wrote
  /// @throws UsageError if it isn't of this kind
  Object parse(String name, String word);

  /// A whole number of at least `min`.
  record Whole(long min) implements Kind {
    @Override
    public Object parse(String name, String word) {
      try {
        long value = Long.parseLong(word.replace("_", ""));
        if (value >= min && (min < 0 || value <= Integer.MAX_VALUE)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new UsageError(message(name, word), e);
      }
      throw new UsageError(message(name, word));
    }

    private String message(String name, String word) {
      String bound = min < 0 ? "" : " from %d to %d".formatted(min, Integer.MAX_VALUE);
      return "expected a whole number%s for %s, got '%s'".formatted(bound, name, word);
    }
  }

  /// A finite number between two bounds.
  record Real(double low, boolean lowIncluded, double high, boolean highIncluded) implements Kind {
    static Real positive() {
      return new Real(0, false, Double.POSITIVE_INFINITY, false);
    }

    static Real notNegative() {
      return new Real(0, true, Double.POSITIVE_INFINITY, false);
    }

    @Override
    public Object parse(String name, String word) {
      try {
        double value = Double.parseDouble(word);
        boolean above = lowIncluded ? value >= low : value > low;
        boolean below = highIncluded ? value <= high : value < high;
        if (above && below) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new UsageError(message(name, word), e);
      }
      throw new UsageError(message(name, word));
    }

    private String message(String name, String word) {
      String lower = (lowIncluded ? ">= " : "> ") + Numbers.plain(low);
      String upper =
          Double.isInfinite(high)
              ? ""
              : " and " + (highIncluded ? "<= " : "< ") + Numbers.plain(high);
      return "expected a number %s%s for %s, got '%s'".formatted(lower, upper, name, word);
    }
  }

  /// One of some words.
  record Choice(List<String> words) implements Kind {
    static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public Object parse(String name, String word) {
      if (words.contains(word)) {
        return word;
      }
      throw new UsageError(
          "expected one of %s for %s, got '%s'".formatted(String.join(", ", words), name, word));
    }
  }

  /// A file or directory, or any other text.
  record Text() implements Kind {
    @Override
    public Object parse(String name, String word) {
      if (word.isBlank()) {
        throw new UsageError("expected a value for " + name + ", got an empty one");
      }
      return word;
    }
  }
}
