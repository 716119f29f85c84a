package org.nernst.cli.parity;

import java.util.Map;
import java.util.Optional;
import org.nernst.norse.LI;
import org.nernst.norse.LICell;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIFAdExEncoderState;
import org.nernst.norse.LIFAdExFeedForwardState;
import org.nernst.norse.LIFAdExFunctional;
import org.nernst.norse.LIFAdExRecurrent;
import org.nernst.norse.LIFAdExRecurrentCell;
import org.nernst.norse.LIFAdExRefracCell;
import org.nernst.norse.LIFAdExRefracFeedForwardState;
import org.nernst.norse.LIFAdExRefracRecurrent;
import org.nernst.norse.LIFAdExRefracRecurrentCell;
import org.nernst.norse.LIFAdExRefracState;
import org.nernst.norse.LIFAdExState;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFEncoderState;
import org.nernst.norse.LIFFeedForwardState;
import org.nernst.norse.LIFFunctional;
import org.nernst.norse.LIFRecurrent;
import org.nernst.norse.LIFRecurrentCell;
import org.nernst.norse.LIFState;
import org.nernst.norse.LILinearCell;
import org.nernst.norse.LIState;
import org.nernst.norse.Numbers;

/// The modules and functions of Norse that Nernst has.
final class NorseChecks {
  private static final String PREFIX = "norse.torch.";

  private static final Map<String, Check> CHECKS =
      Map.ofEntries(
          Map.entry(
              "module.lif_adex.LIFAdExCell",
              new NorseCheck<>(
                  a -> new LIFAdExCell(a.lifAdEx(), a.dt()), LIFAdExFeedForwardState::of, true)),
          Map.entry(
              "module.lif_adex.LIFAdEx",
              new NorseCheck<>(
                  a -> new LIFAdEx(a.lifAdEx(), a.dt()), LIFAdExFeedForwardState::of, true)),
          Map.entry(
              "module.lif_adex.LIFAdExRecurrentCell",
              new NorseCheck<>(
                  a -> a.recurrent(LIFAdExRecurrentCell::builder, a.lifAdEx()),
                  LIFAdExState::of,
                  true)),
          Map.entry(
              "module.lif_adex.LIFAdExRecurrent",
              new NorseCheck<>(
                  a -> a.recurrent(LIFAdExRecurrent::builder, a.lifAdEx()),
                  LIFAdExState::of,
                  true)),
          Map.entry(
              "module.lif_adex_refrac.LIFAdExRefracCell",
              new NorseCheck<>(
                  a -> new LIFAdExRefracCell(a.lifAdExRefrac(), a.dt()),
                  LIFAdExRefracFeedForwardState::of,
                  true)),
          Map.entry(
              "module.lif_adex_refrac.LIFAdExRefracRecurrentCell",
              new NorseCheck<>(
                  a -> a.recurrent(LIFAdExRefracRecurrentCell::builder, a.lifAdExRefrac()),
                  LIFAdExRefracState::of,
                  true)),
          Map.entry(
              "module.lif_adex_refrac.LIFAdExRefracRecurrent",
              new NorseCheck<>(
                  a -> a.recurrent(LIFAdExRefracRecurrent::builder, a.lifAdExRefrac()),
                  LIFAdExRefracState::of,
                  true)),
          Map.entry(
              "functional.lif_adex.lif_adex_current_encoder",
              new EncoderCheck<>(
                  a -> {
                    var p = a.lifAdEx();
                    return (x, s) ->
                        LIFAdExFunctional.lifAdExCurrentEncoder(
                            x, s.v(), s.a(), p, a.dt(), Numbers.UPSTREAM);
                  },
                  LIFAdExEncoderState::of)),
          Map.entry(
              "module.lif.LIFCell",
              new NorseCheck<>(a -> new LIFCell(a.lif(), a.dt()), LIFFeedForwardState::of, true)),
          Map.entry(
              "module.lif.LIF",
              new NorseCheck<>(a -> new LIF(a.lif(), a.dt()), LIFFeedForwardState::of, true)),
          Map.entry(
              "module.lif.LIFRecurrentCell",
              new NorseCheck<>(
                  a -> a.recurrent(LIFRecurrentCell::builder, a.lif()), LIFState::of, true)),
          Map.entry(
              "module.lif.LIFRecurrent",
              new NorseCheck<>(
                  a -> a.recurrent(LIFRecurrent::builder, a.lif()), LIFState::of, true)),
          Map.entry(
              "functional.lif.lif_current_encoder",
              new EncoderCheck<>(
                  a -> {
                    var p = a.lif();
                    return (x, s) -> LIFFunctional.lifCurrentEncoder(x, s.v(), p, a.dt());
                  },
                  LIFEncoderState::of)),
          Map.entry(
              "module.leaky_integrator.LICell",
              new NorseCheck<>(a -> new LICell(a.li(), a.dt()), LIState::of, false)),
          Map.entry(
              "module.leaky_integrator.LI",
              new NorseCheck<>(a -> new LI(a.li(), a.dt()), LIState::of, false)),
          Map.entry(
              "module.leaky_integrator.LILinearCell",
              new NorseCheck<>(
                  a -> new LILinearCell(a.inputWeights(), a.li(), a.dt()), LIState::of, false)),
          Map.entry("module.sequential.SequentialState", new NetworkCheck()),
          Map.entry("functional.threshold.threshold", new ThresholdCheck()),
          Map.entry("functional.threshold.logistic_fn", new ThresholdCheck()),
          Map.entry("functional.threshold.circ_dist_fn", new ThresholdCheck()));

  private NorseChecks() {}

  /// The check of a module by its full name.
  static Optional<Check> find(String module) {
    return module.startsWith(PREFIX)
        ? Optional.ofNullable(CHECKS.get(module.substring(PREFIX.length())))
        : Optional.empty();
  }
}
