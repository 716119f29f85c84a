package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Sequential;
import org.nernst.sinabs.IAF;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;
import org.nernst.tensor.torch.SGD;

class TrainerTest {
  private final BatchSource data = Toy.source(6, 20);

  private static Trainer.Builder trainer(Module network) {
    return Trainer.of(network, new Adam(network.parameters(), 0.01));
  }

  @Test
  void lossFallsAndTheNetworkLearns() {
    Sequential network = Toy.network(1);
    Trainer trainer = trainer(network).evaluation(Toy.source(3, 30)).build();
    TrainResult result = trainer.fit(data, 12);
    EpochReport first = result.epochs().getFirst();
    EpochReport last = result.epochs().getLast();
    assertThat(last.loss()).isLessThan(0.5 * first.loss());
    assertThat(last.evaluation().accuracy()).isGreaterThan(0.9);
    assertThat(result.steps()).isEqualTo(12 * 6);
    assertThat(result.stopped()).isFalse();
    assertThat(result.trainSeconds()).isPositive();
  }

  @Test
  void trainsLayersThatKeepTheirOwnState() {
    Linear in = new Linear(Toy.INPUTS, 16, true, DType.FLOAT32, new Generator(2));
    Linear out = new Linear(16, Toy.CLASSES, true, DType.FLOAT32, new Generator(3));
    IAF hidden = new IAF();
    Sequential network = new Sequential(in, hidden, out, new IAF());
    BatchSource batchFirst = transposed(data);
    TrainResult result =
        trainer(network).readout(Readout.spikeCount(0.5)).build().fit(batchFirst, 8);
    assertThat(result.epochs().getLast().loss()).isLessThan(result.epochs().getFirst().loss());
    assertThat(hidden.vMem().countNonzero().itemLong()).isZero();
  }

  private static BatchSource transposed(BatchSource source) {
    return new BatchSource() {
      @Override
      public Iterable<Batch> epoch(int epoch) {
        List<Batch> batches = new ArrayList<>();
        source
            .epoch(epoch)
            .forEach(b -> batches.add(new Batch(b.inputs().transpose(0, 1), b.targets())));
        return batches;
      }

      @Override
      public int batches() {
        return source.batches();
      }

      @Override
      public int examples() {
        return source.examples();
      }
    };
  }

  @Test
  void sameSeedSameBits() {
    List<float[]> first = trained(5, 2);
    List<float[]> again = trained(5, 2);
    List<float[]> other = trained(6, 2);
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).containsExactly(first.get(i));
    }
    assertThat(other.get(0)).isNotEqualTo(first.get(0));
  }

  private List<float[]> trained(long seed, int epochs) {
    Sequential network = Toy.network(seed);
    trainer(network)
        .schedule(Schedule.cosine(0.1))
        .clip(new Clipping.Norm(1))
        .build()
        .fit(data, epochs);
    return network.parameters().stream().map(Tensor::toFloatArray).toList();
  }

  @Test
  void tellsListenersOfEveryStepAndEpochInOrder() {
    List<String> events = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void onStart(Training training) {
            events.add("start " + training.epochs() + "x" + training.stepsPerEpoch());
          }

          @Override
          public void onStep(Training training, StepReport report) {
            assertThat(training.epoch()).isEqualTo(report.epoch());
            assertThat(training.step()).isEqualTo(report.step());
            assertThat(report.loss()).isPositive();
            assertThat(report.accuracy()).isBetween(0.0, 1.0);
            assertThat(report.gradientNorm()).isNaN();
            events.add(report.epoch() + "." + report.step());
          }

          @Override
          public void onEpoch(Training training, EpochReport report) {
            assertThat(report.evaluation()).isNull();
            events.add("epoch " + report.epoch() + " of " + report.steps());
          }

          @Override
          public void onEnd(Training training, TrainResult result) {
            events.add("end " + result.steps());
          }
        };
    trainer(Toy.network(1)).listener(listener).build().fit(Toy.source(2, 4), 2);
    assertThat(events)
        .containsExactly(
            "start 2x2", "1.1", "1.2", "epoch 1 of 2", "2.1", "2.2", "epoch 2 of 2", "end 4");
  }

  @Test
  void stopsAfterTheStepInWhichItIsAsked() {
    List<StepReport> steps = new ArrayList<>();
    TrainListener stopper =
        new TrainListener() {
          @Override
          public void onStep(Training training, StepReport report) {
            steps.add(report);
            if (report.epoch() == 2 && report.step() == 2) {
              training.stop("enough");
              training.stop("more than enough");
            }
          }
        };
    TrainResult result =
        trainer(Toy.network(1)).evaluation(data).listener(stopper).build().fit(data, 9);
    assertThat(result.stopReason()).isEqualTo("enough");
    assertThat(result.steps()).isEqualTo(8).isEqualTo(steps.size());
    assertThat(result.epochs()).hasSize(2);
    assertThat(result.epochs().get(1).evaluation()).isNull();
  }

  @Test
  void learningRateFollowsTheScheduleOfEveryStep() {
    List<Double> rates = new ArrayList<>();
    TrainListener recorder =
        new TrainListener() {
          @Override
          public void onStep(Training training, StepReport report) {
            rates.add(report.learningRate());
          }
        };
    Sequential network = Toy.network(1);
    Trainer.of(network, new Adam(network.parameters(), 0.5))
        .schedule((epoch, epochs) -> 1e-3 * (1 + epoch))
        .listener(recorder)
        .build()
        .fit(Toy.source(2, 4), 2);
    double[] expected = {0.0005, 0.00075, 0.001, 0.00125};
    for (int i = 0; i < 4; i++) {
      assertThat(rates.get(i)).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void clippingLimitsTheUpdate() {
    Sequential network = Toy.network(1);
    Map<String, Tensor> before = new LinkedHashMap<>();
    network.namedParameters().forEach((name, p) -> before.put(name, p.detach().clone()));
    Trainer.of(network, new SGD(network.parameters(), 1))
        .clip(new Clipping.Norm(1e-3))
        .build()
        .fit(Toy.source(1, 8), 1);
    double moved = 0;
    for (var entry : network.namedParameters().entrySet()) {
      moved += entry.getValue().detach().sub(before.get(entry.getKey())).square().sum().item();
    }
    assertThat(Math.sqrt(moved)).isCloseTo(1e-3, within(1e-5));
  }

  @Test
  void refusesToGoOnWithALossThatIsNotFinite() {
    Sequential network = Toy.network(1);
    Trainer trainer =
        trainer(network)
            .loss((logits, targets) -> logits.sum().mul(Double.POSITIVE_INFINITY))
            .build();
    assertThatThrownBy(() -> trainer.fit(data, 3))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageMatching("the loss is -?(Infinity|NaN) in epoch 1, step 1; .*")
        .extracting(e -> ((NonFiniteLossException) e).step())
        .isEqualTo(1);
  }

  @Test
  void refusesNetworksThatCannotRunAndTrainingsWithoutSteps() {
    Module noForward = new Module() {};
    assertThatThrownBy(() -> Trainer.of(noForward, new Adam(Toy.network(1).parameters(), 0.1)))
        .hasMessageContaining("expected a network that is a Layer or a Cell, got ");
    Trainer trainer = trainer(Toy.network(1)).build();
    assertThatThrownBy(() -> trainer.fit(data, 0)).hasMessage("expected epochs >= 1, got 0");
    assertThatThrownBy(() -> trainer.fit(Toy.source(0, 1), 1))
        .hasMessage("expected at least one batch per epoch, got none");
  }
}
