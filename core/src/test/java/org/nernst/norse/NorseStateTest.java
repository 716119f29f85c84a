package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class NorseStateTest {
  static Stream<Arguments> states() {
    return Stream.of(
        state(LIFAdExState::of, "z", "v", "i", "a"),
        state(LIFAdExFeedForwardState::of, "v", "i", "a"),
        state(LIFAdExEncoderState::of, "v", "a"),
        state(LIFAdExRefracState::of, "z", "v", "i", "a", "rho"),
        state(LIFAdExRefracFeedForwardState::of, "v", "i", "a", "rho"),
        state(LIFState::of, "z", "v", "i"),
        state(LIFFeedForwardState::of, "v", "i"),
        state(LIFEncoderState::of, "v"),
        state(LIState::of, "v", "i"));
  }

  @ParameterizedTest
  @MethodSource("states")
  void aStateIsItsFieldsByName(
      Function<Map<String, Tensor>, NorseState<?>> of, List<String> names) {
    SequencedMap<String, Tensor> fields = numbered(names);
    NorseState<?> state = of.apply(fields);
    assertThat(state.fields()).containsExactlyEntriesOf(fields);
    assertThat(state.tensors()).containsExactlyElementsOf(fields.values());
    fields.remove(names.getLast());
    assertThatThrownBy(() -> of.apply(fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a state field " + names.getLast());
  }

  @ParameterizedTest
  @MethodSource("states")
  void mapCallsOncePerFieldInOrder(
      Function<Map<String, Tensor>, NorseState<?>> of, List<String> names) {
    NorseState<?> mapped = (NorseState<?>) of.apply(numbered(names)).map(t -> t.add(0.5));
    int k = 0;
    for (String name : names) {
      assertThat(mapped.fields().get(name).item()).isEqualTo(k++ + 0.5);
    }
  }

  @Test
  void castsAndDetachesEveryField() {
    Tensor v = Tensor.ones(2).requiresGrad(true);
    var state = new LIFFeedForwardState(v, v.mul(2));
    state.detach().tensors().forEach(field -> assertThat(field.requiresGrad()).isFalse());
    state
        .to(DType.FLOAT64)
        .tensors()
        .forEach(field -> assertThat(field.dtype()).isEqualTo(DType.FLOAT64));
  }

  @Test
  void recordedStatesAreRefusedAsAState() {
    Tensor x = Tensor.ones(5, 2, 3);
    var recorded = new LIF(new LIFParameters(), 0.001, true).forward(x).state();
    assertThatThrownBy(() -> new LIF().forward(x, recorded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected a state of at most 2 axes, got v (5, 2, 3); of recorded states, at(-1) is the"
                + " last");
    assertThatThrownBy(() -> new LIFCell().forward(x.select(0, 0), recorded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at(-1)");
  }

  private static SequencedMap<String, Tensor> numbered(List<String> names) {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    names.forEach(name -> fields.put(name, Tensor.scalar(fields.size())));
    return fields;
  }

  private static Arguments state(Function<Map<String, Tensor>, NorseState<?>> of, String... names) {
    return Arguments.of(of, List.of(names));
  }
}
