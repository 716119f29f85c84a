package org.nernst.sinabs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.neuron.Gaussian;
import org.nernst.neuron.Heaviside;
import org.nernst.neuron.MaxSpike;
import org.nernst.neuron.MembraneReset;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiGaussian;
import org.nernst.neuron.PeriodicExponential;
import org.nernst.neuron.SingleSpike;
import org.nernst.nn.Linear;
import org.nernst.tensor.Tensor;

/// Small sequences whose spikes, states and gradients were recorded from Sinabs.
class RecurrentReferenceTest {
  /// What the layer should give; an empty list is not compared.
  record Case(
      String name,
      LIFRecurrent layer,
      List<Double> spikes,
      List<Double> vMem,
      List<Double> iSyn,
      List<Double> gradInput,
      List<Double> gradWeight) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Linear connection() {
    Linear linear = new Linear(2, 2, false);
    linear.loadStateDict(
        java.util.Map.of("weight", Tensor.of(new float[] {.2f, -.5f, .4f, .1f}, 2, 2)));
    return linear;
  }

  private static IAFRecurrent.Builder iaf() {
    return IAFRecurrent.builder(connection());
  }

  private static List<Double> d(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  static Stream<Case> cases() {
    List<Double> g1 = d(0, 0, 1, 0, 1, 1, 0, 1, 0, 2, 0, 1);
    List<Double> dx1 =
        d(
            .2800665, -.0767868, .4593432, .0595308, .7563869, .2088522, .581308, .9965801,
            .3471674, 1.5857365, .1337821, 1.6087687);
    List<Double> dw1 = d(1.3376949, 1.1960397, 1.2054323, 5.7998543);
    return Stream.of(
        new Case("default", iaf().build(), g1, d(-.4, .2), d(), dx1, dw1),
        new Case(
            "SingleSpike",
            iaf().spikeFn(new SingleSpike()).build(),
            d(0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1),
            d(.1, 1.1),
            d(),
            d(
                .3243194, -.1581402, .5240103, .1195004, .6692225, .3176559, .567615, .5143114,
                .4699349, .2918257, .3636576, .2659276),
            d(1.2368375, 1.4012074, .8319674, 1.0720648)),
        new Case(
            "MaxSpike(2)", iaf().spikeFn(new MaxSpike(2)).build(), g1, d(-.4, .2), d(), dx1, dw1),
        new Case(
            "MembraneReset",
            iaf().resetFn(new MembraneReset()).build(),
            d(0, 0, 1, 0, 1, 1, 0, 1, 0, 2, 0, 0),
            d(-1.2, .3),
            d(),
            d(
                1.5325327, .7402727, 1.0002689, 1.0584192, .5195332, .8555158, .0954074, .8584353,
                .0612641, .1271756, .0270101, .5918328),
            d(.6149406, .2106918, 1.7139511, 2.1692765)),
        new Case(
            "min_v_mem",
            iaf().minVMem(-.1).build(),
            g1,
            d(-.1, .2),
            d(),
            d(
                .3039133, -.1202898, .4920427, .0948495, .7005174, .2622752, .489071, 1.0372686,
                .2352131, 1.5842645, .1995795, 1.6087687),
            d(1.1895884, 1.123443, 1.2995439, 5.8390703)),
        new Case(
            "tau_syn",
            iaf().tauSyn(5).build(),
            d(0, 0, 1, 1, 1, 0, 1, 2, 1, 4, 0, 4),
            d(.0160646, .2256918),
            d(-.3891678, 3.8146012),
            d(
                1.959087,
                -1.4171755,
                2.0501993,
                -.802067,
                1.9176687,
                -.2041291,
                1.4813561,
                .0304957,
                .9268105,
                .0071936,
                .2517262,
                .0031014),
            d(4.5775614, 4.7781944, -.1633384, -.1773365)),
        new Case(
            "PeriodicExponential",
            iaf().surrogateGradFn(new PeriodicExponential()).build(),
            g1,
            d(-.4, .2),
            d(),
            d(
                .5387058, .0432322, .6091373, .4896426, .5376272, .7231261, .248618, .8552399,
                .1457819, .8618058, .0668911, .5391952),
            d(.7862451, .528182, 1.5783659, 2.7954359)),
        new Case(
            "Heaviside",
            iaf().surrogateGradFn(new Heaviside()).build(),
            g1,
            d(-.4, .2),
            d(),
            d(.264576, -.171048, .74944, .03672, .8648, .6912, 0, .912, 0, 1.12, 0, 1.2),
            d(.8648, 0, 1.6032, 4.432)),
        new Case(
            "Gaussian",
            iaf().surrogateGradFn(new Gaussian()).build(),
            g1,
            d(-.4, .2),
            d(),
            d(
                .4741608, .0856034, .5435494, .4786433, .2895759, .6912008, .1229404, .8737463,
                .0510891, .8839629, .017414, .8838485),
            d(.4125162, .2088575, 1.5649471, 3.5254064)),
        new Case(
            "MultiGaussian",
            iaf().surrogateGradFn(new MultiGaussian()).build(),
            g1,
            d(-.4, .2),
            d(),
            d(
                .4796804, .0480202, .5526165, .503032, .2100753, .7303052, .024488, .935989,
                -.02499, .9649695, -.0189047, .9693149),
            d(.2345633, -.0383114, 1.6662941, 3.8395882)),
        new Case(
            "threshold .7, subtract .5",
            iaf().spikeThreshold(.7).resetFn(new MembraneSubtract(.5)).build(),
            d(0, 1, 1, 0, 2, 1, 0, 2, 0, 5, 0, 2),
            d(-2.2, .6),
            d(),
            d(
                1.5726305, -.9447101, 1.87376, .6887362, .5334682, .8228563, .4741192, .3088139,
                .0707476, .2628906, .0007923, .262033),
            d(1.4817066, 2.4933357, 1.440484, 2.8334961)),
        new Case(
            "LIF tau_mem",
            new LIFRecurrent(10, connection()),
            d(new double[12]),
            d(.2369403, .3168015),
            d(),
            d(
                .0306331, .0358603, .0424903, .0492459, .0529304, .0605966, .059799, .0697536,
                .0591606, .0745094, .0455097, .058245),
            d()),
        new Case(
            "LIF tau_mem, tau_syn, not normalised",
            LIFRecurrent.builder(10, connection()).tauSyn(5).normInput(false).build(),
            d(0, 0, 1, 1, 1, 0, 1, 2, 1, 4, 0, 4),
            d(-.2303792, .0019355),
            d(-.3891678, 3.8146012),
            d(),
            d(5.3270435, 5.1341858, -.3243303, -.3322416)),
        new Case(
            "LIF alphas trained",
            LIFRecurrent.builder(10, connection())
                .tauSyn(5)
                .trainAlphas(true)
                .spikeThreshold(.3)
                .build(),
            d(0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1),
            d(.2915792, .1225536),
            d(1.3705386, 2.6632366),
            d(),
            d(.7549909, .5401669, .4444078, .2753394)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesWhatSinabsGives(Case c) {
    Tensor x =
        Tensor.of(
                new float[] {.5f, .9f, .7f, -.3f, 1.4f, .2f, -.6f, .8f, .3f, 2.3f, .9f, .1f},
                1,
                6,
                2)
            .requiresGrad(true);
    Tensor spikes = c.layer().forward(x);
    float[] lossWeight = new float[12];
    for (int k = 0; k < 12; k++) {
      lossWeight[k] = (k + 1) / 10f;
    }
    spikes.mul(Tensor.of(lossWeight, 1, 6, 2)).sum().backward();

    assertThat(spikes.toDoubleArray()).containsExactly(c.spikes().toArray(Double[]::new));
    close(c.layer().vMem(), c.vMem());
    if (!c.iSyn().isEmpty()) {
      close(c.layer().iSyn().orElseThrow(), c.iSyn());
    }
    if (!c.gradInput().isEmpty()) {
      close(x.grad(), c.gradInput());
    }
    if (!c.gradWeight().isEmpty()) {
      close(c.layer().getParameter("rec_connect.weight").grad(), c.gradWeight());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheSameInPieces(Case c) {
    float[] values = {.5f, .9f, .7f, -.3f, 1.4f, .2f, -.6f, .8f, .3f, 2.3f, .9f, .1f};
    float[] spikes = new float[0];
    for (int from = 0; from < 12; from += 4) {
      Tensor part = Tensor.of(Arrays.copyOfRange(values, from, from + 4), 1, 2, 2);
      float[] more = c.layer().forward(part).toFloatArray();
      int old = spikes.length;
      spikes = Arrays.copyOf(spikes, old + more.length);
      System.arraycopy(more, 0, spikes, old, more.length);
    }
    assertThat(Tensor.of(spikes).toDoubleArray())
        .containsExactly(c.spikes().toArray(Double[]::new));
    close(c.layer().vMem(), c.vMem());
  }

  private static void close(
      @org.jspecify.annotations.Nullable Tensor actual, List<Double> expected) {
    assertThat(actual).isNotNull();
    double[] values = actual.toDoubleArray();
    double scale = expected.stream().mapToDouble(Math::abs).max().orElse(1);
    assertThat(values).hasSize(expected.size());
    for (int k = 0; k < expected.size(); k++) {
      assertThat(values[k])
          .as("element %d of %s", k, Arrays.toString(values))
          .isCloseTo(
              expected.get(k), org.assertj.core.data.Offset.offset(2e-6 * Math.max(1, scale)));
    }
  }
}
