package org.nernst.cli.parity;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nernst.cli.parity.Difference.Kind;

/// What came of one recorded file.
///
/// @param file the file's name
/// @param module the module it names; empty when it could not be read
/// @param verdict how it ended
/// @param differences every tensor that was compared
/// @param reasons why it failed or is unsupported, beside the differences; empty when it passed
public record Report(
    String file,
    String module,
    Verdict verdict,
    List<Difference> differences,
    List<String> reasons) {
  /// How a check ended.
  public enum Verdict {
    /// Everything recorded was compared and is close enough.
    PASS,
    /// A difference is too large, a recorded tensor has no counterpart, or the file is malformed.
    FAIL,
    /// Nernst doesn't have the named module.
    UNSUPPORTED
  }

  /// Copies the lists.
  public Report {
    differences = List.copyOf(differences);
    reasons = List.copyOf(reasons);
  }

  static Report of(String file, String module, List<Difference> differences, List<String> reasons) {
    boolean passed = reasons.isEmpty() && differences.stream().allMatch(Difference::passed);
    return new Report(file, module, passed ? Verdict.PASS : Verdict.FAIL, differences, reasons);
  }

  static Report failed(String file, String module, String reason) {
    return new Report(file, module, Verdict.FAIL, List.of(), List.of(reason));
  }

  static Report unsupported(String file, String module, String reason) {
    return new Report(file, module, Verdict.UNSUPPORTED, List.of(), List.of(reason));
  }

  /// The largest difference of a kind, measured against its tolerance.
  ///
  /// @param kind which tensors
  /// @return nothing when no tensor of that kind was compared
  public Optional<Difference> worst(Kind kind) {
    return differences.stream()
        .filter(difference -> difference.kind() == kind)
        .max(
            Comparator.comparingDouble((Difference difference) -> difference.passed() ? 0 : 1)
                .thenComparingDouble(Difference::relative));
  }

  /// The details of the line: largest difference of the output and of the states, each gradient,
  /// and the reasons.
  ///
  /// @return one line of text
  public String details() {
    Stream<String> output =
        worst(Kind.OUTPUT).stream().map(d -> "output " + shortened(d, "output"));
    Stream<String> states =
        worst(Kind.STATE).stream().map(d -> "states " + shortened(d, "states."));
    Stream<String> loss = worst(Kind.LOSS).stream().map(Difference::toString);
    Stream<String> gradients =
        differences.stream().filter(d -> d.kind() == Kind.GRADIENT).map(Difference::toString);
    return Stream.of(reasons.stream(), output, states, loss, gradients)
        .flatMap(s -> s)
        .collect(Collectors.joining(", "));
  }

  /// Says which output or state it was when it isn't the only candidate or is too large.
  private static String shortened(Difference difference, String prefix) {
    String text = difference.toString().substring(difference.name().length() + 1);
    String name =
        difference.name().startsWith(prefix)
            ? difference.name().substring(prefix.length())
            : difference.name();
    return name.isEmpty() || difference.largest() == 0 ? text : text + " (" + name + ")";
  }
}
