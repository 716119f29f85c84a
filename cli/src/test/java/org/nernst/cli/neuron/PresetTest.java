package org.nernst.cli.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.Generator;

/// What makes a firing pattern, told by the intervals between spikes.
class PresetTest {
  private static final String REFRACTORY = "norse.LIFAdExRefrac";
  private static final String PLAIN = "norse.LIFAdEx";
  private static final int STEPS = 500;
  private static final int ONSET = STEPS / 10;

  private static Response response(String name, Preset preset) {
    Neuron neuron = Catalogue.named(name);
    SequencedMap<String, Double> parameters = neuron.parameters();
    preset.apply(parameters);
    double amplitude = preset.amplitude(parameters, Preset.DT);
    float[] input = Current.STEP.over(STEPS, amplitude, new Generator(0));
    return neuron.respond(parameters, Preset.DT, input);
  }

  private static double mean(int[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, REFRACTORY})
  void tonicSpikesAreRegular(String neuron) {
    int[] intervals = response(neuron, Preset.TONIC).intervals();
    assertThat(intervals).hasSizeGreaterThan(20);
    for (int interval : intervals) {
      assertThat((double) interval).isBetween(mean(intervals) - 1, mean(intervals) + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, REFRACTORY})
  void adaptingIntervalsGrowStepByStep(String neuron) {
    int[] intervals = response(neuron, Preset.ADAPTING).intervals();
    for (int k = 1; k < intervals.length; k++) {
      assertThat(intervals[k]).isGreaterThanOrEqualTo(intervals[k - 1]);
    }
    int last = intervals.length - 1;
    assertThat(intervals[last]).isGreaterThanOrEqualTo(2 * intervals[0]);
    assertThat(intervals[3])
        .as("it takes its time")
        .isLessThan((intervals[0] + intervals[last]) / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, REFRACTORY})
  void anInitialBurstIsFollowedByRegularSpikes(String neuron) {
    int[] intervals = response(neuron, Preset.INITIAL_BURST).intervals();
    int[] rest = Arrays.copyOfRange(intervals, 4, intervals.length);
    assertThat(rest).hasSizeGreaterThan(5);
    for (int k = 0; k < 3; k++) {
      assertThat((double) intervals[k]).as("burst").isLessThan(mean(rest) / 4);
    }
    for (int interval : rest) {
      assertThat((double) interval).isBetween(0.9 * mean(rest), 1.1 * mean(rest));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, REFRACTORY})
  void burstsComeAgainAndAgain(String neuron) {
    int[] intervals = response(neuron, Preset.BURSTING).intervals();
    int within = Arrays.stream(intervals).min().orElseThrow();
    List<Integer> sizes = new ArrayList<>();
    int size = 1;
    for (int interval : intervals) {
      if (interval == within) {
        size++;
      } else {
        assertThat(interval).as("silence").isGreaterThan(8 * within);
        sizes.add(size);
        size = 1;
      }
    }
    assertThat(sizes).hasSizeGreaterThanOrEqualTo(3).allMatch(s -> s >= 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, REFRACTORY})
  void delayedSpikesComeLateAndThenRegularly(String neuron) {
    Response response = response(neuron, Preset.DELAYED);
    int[] intervals = response.intervals();
    assertThat(intervals).hasSizeGreaterThan(6);
    assertThat((double) response.spikes()[0] - ONSET).isGreaterThan(2.5 * mean(intervals));
    for (int interval : intervals) {
      assertThat((double) interval).isBetween(0.8 * mean(intervals), 1.2 * mean(intervals));
    }
  }

  @Test
  void noPresetSpikesWithoutCurrentOrLeavesTheNumbers() {
    for (Preset preset : Preset.values()) {
      Response response = response(PLAIN, preset);
      assertThat(response.leftAt()).isEqualTo(-1);
      assertThat(response.spikes()[0]).isGreaterThanOrEqualTo(ONSET);
      assertThat(response.spikes()[response.spikes().length - 1]).isLessThan(STEPS - ONSET + 10);
    }
  }

  @Test
  void anUnknownNameIsRefusedWithASuggestion() {
    assertThat(Preset.named("initial-burst")).isEqualTo(Preset.INITIAL_BURST);
    assertThatThrownBy(() -> Preset.named("brusting"))
        .hasMessage(
            "--preset: expected one of tonic, adapting, initial-burst, bursting, delayed, got"
                + " 'brusting'; did you mean 'bursting'?");
  }
}
