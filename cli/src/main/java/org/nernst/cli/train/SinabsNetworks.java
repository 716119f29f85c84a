package org.nernst.cli.train;

import org.nernst.neuron.SingleExponential;
import org.nernst.nn.Layer;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.Autograd;

/// Networks of Sinabs's neurons: batch first, time in steps, the membrane potentials of leaky
/// integrators as evidence.
final class SinabsNetworks {
  private SinabsNetworks() {}

  static Network iafRecurrent(Settings settings, int inputs, int classes, boolean recording) {
    int hidden = settings.whole(Setting.HIDDEN);
    Linear recurrent = new Linear(hidden, hidden);
    try (var _ = Autograd.noGrad()) {
      recurrent.parameters().forEach(w -> w.mulInPlace(settings.real(Setting.REC_SCALE)));
    }
    IAFRecurrent neurons =
        IAFRecurrent.builder(recurrent)
            .spikeThreshold(settings.real(Setting.THRESHOLD))
            .surrogateGradFn(new SingleExponential(settings.real(Setting.GRAD_WIDTH), 1))
            .recordStates(recording)
            .build();
    return network(settings, inputs, classes, neurons, recording);
  }

  static Network iaf(Settings settings, int inputs, int classes, boolean recording) {
    IAF neurons =
        IAF.builder()
            .spikeThreshold(settings.real(Setting.THRESHOLD))
            .surrogateGradFn(new SingleExponential(settings.real(Setting.GRAD_WIDTH), 1))
            .recordStates(recording)
            .build();
    return network(settings, inputs, classes, neurons, recording);
  }

  private static Network network(
      Settings settings, int inputs, int classes, Layer neurons, boolean recording) {
    int hidden = settings.whole(Setting.HIDDEN);
    ExpLeak readout =
        ExpLeak.builder(settings.real(Setting.TAU_OUT)).recordStates(recording).build();
    Sequential modules =
        new Sequential(new Linear(inputs, hidden), neurons, new Linear(hidden, classes), readout);
    return new Network(modules, Readouts.of(settings), settings.real(Setting.THRESHOLD), 0);
  }
}
