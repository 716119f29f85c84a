package org.nernst.cli.train;

import org.nernst.nn.Cell;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExParameters;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LIParameters;

/// Networks of Norse's neurons: time first, steps of a millisecond, the membrane potentials of
/// leaky integrators as evidence.
final class NorseNetworks {
  private static final double DT = 1e-3;

  private NorseNetworks() {}

  static Network lifAdEx(Settings settings, int inputs, int classes, boolean recording) {
    LIFAdExParameters p =
        new LIFAdExParameters()
            .withMethod(settings.word(Setting.SURROGATE))
            .withAlpha(settings.real(Setting.ALPHA))
            .withTauMemInv(perSecond(settings, Setting.TAU_MEM))
            .withTauSynInv(perSecond(settings, Setting.TAU_SYN))
            .withTauAdaInv(perSecond(settings, Setting.TAU_ADA))
            .withAdaptationCurrent(settings.real(Setting.ADAPTATION_CURRENT))
            .withAdaptationSpike(settings.real(Setting.ADAPTATION_SPIKE))
            .withDeltaT(settings.real(Setting.DELTA_T))
            .withVTh(settings.real(Setting.THRESHOLD));
    return network(settings, inputs, classes, new LIFAdEx(p, DT, recording));
  }

  static Network lif(Settings settings, int inputs, int classes, boolean recording) {
    LIFParameters p =
        new LIFParameters()
            .withMethod(settings.word(Setting.SURROGATE))
            .withAlpha(settings.real(Setting.ALPHA))
            .withTauMemInv(perSecond(settings, Setting.TAU_MEM))
            .withTauSynInv(perSecond(settings, Setting.TAU_SYN))
            .withVTh(settings.real(Setting.THRESHOLD));
    return network(settings, inputs, classes, new LIF(p, DT, recording));
  }

  private static Network network(Settings settings, int inputs, int classes, Cell<?> neurons) {
    int hidden = settings.whole(Setting.HIDDEN);
    LIParameters readout =
        new LIParameters()
            .withTauMemInv(perSecond(settings, Setting.TAU_MEM))
            .withTauSynInv(perSecond(settings, Setting.TAU_SYN));
    Sequential modules =
        new Sequential(
            new Linear(inputs, hidden), neurons, new Linear(hidden, classes), new LI(readout, DT));
    return new Network(modules, Readouts.of(settings), settings.real(Setting.THRESHOLD), DT);
  }

  private static double perSecond(Settings settings, Setting milliseconds) {
    return 1000 / settings.real(milliseconds);
  }
}
