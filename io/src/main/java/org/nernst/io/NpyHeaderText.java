package org.nernst.io;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The Python dict in the header of a NumPy array, of which only what NumPy itself writes is
/// understood: three keys, a string, a truth value and a tuple of integers.
///
/// @param descr the dtype, such as `<f4`
/// @param fortranOrder whether the first axis runs fastest
/// @param shape the axes
record NpyHeaderText(String descr, boolean fortranOrder, List<Long> shape) {
  /// Parses the text.
  ///
  /// @throws IllegalArgumentException at the first character that doesn't fit
  static NpyHeaderText parse(String text) {
    return new Parser(text).dict();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    NpyHeaderText dict() {
      String descr = null;
      Boolean fortranOrder = null;
      List<Long> shape = null;
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        switch (key) {
          case "descr" -> {
            first(key, descr);
            descr = descr();
          }
          case "fortran_order" -> {
            first(key, fortranOrder);
            fortranOrder = truth();
          }
          case "shape" -> {
            first(key, shape);
            shape = tuple();
          }
          default ->
              throw new IllegalArgumentException(
                  "expected descr, fortran_order and shape in the header, got " + key);
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipSpace();
      if (at < text.length()) {
        throw wrong("nothing behind the dict");
      }
      if (descr == null || fortranOrder == null || shape == null) {
        throw new IllegalArgumentException(
            "expected descr, fortran_order and shape in the header, got " + text.strip());
      }
      return new NpyHeaderText(descr, fortranOrder, shape);
    }

    private static void first(String key, @Nullable Object before) {
      if (before != null) {
        throw new IllegalArgumentException("expected every key once in the header, got " + key);
      }
    }

    private String descr() {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '[') {
        throw new IllegalArgumentException(
            "expected an array of numbers, got one of records (a structured dtype)");
      }
      return string();
    }

    private String string() {
      skipSpace();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
        throw wrong("a quoted string");
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private boolean truth() {
      skipSpace();
      for (boolean value : new boolean[] {true, false}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, at)) {
          at += word.length();
          return value;
        }
      }
      throw wrong("True or False");
    }

    private List<Long> tuple() {
      List<Long> values = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        if (values.size() == TensorInfo.MAX_RANK) {
          throw new IllegalArgumentException(
              "expected at most %d axes, got more".formatted(TensorInfo.MAX_RANK));
        }
        values.add(integer());
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return values;
    }

    private long integer() {
      skipSpace();
      int begin = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      int end = at;
      if (at < text.length() && text.charAt(at) == 'L') {
        at++; // Python 2 wrote its long integers so.
      }
      try {
        return Long.parseLong(text, begin, end, 10);
      } catch (NumberFormatException none) {
        at = begin;
        throw wrong("an integer of at least 0 and below 2^63");
      }
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw wrong("'" + wanted + "'");
      }
    }

    private boolean accept(char wanted) {
      skipSpace();
      boolean there = at < text.length() && text.charAt(at) == wanted;
      at += there ? 1 : 0;
      return there;
    }

    private void skipSpace() {
      while (at < text.length() && " \n\t\r".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private IllegalArgumentException wrong(String expected) {
      String rest = text.substring(at, Math.min(text.length(), at + 20));
      return new IllegalArgumentException(
          "expected %s in the header at character %d, got '%s'".formatted(expected, at, rest));
    }
  }
}
