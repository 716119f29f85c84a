package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.TimedLayer;
import org.nernst.tensor.Tensor;

class ModulesTest {
  /// A stateful layer with a recurrent connection that is stateful itself.
  private static final class Recurrent extends Nets.Bare implements StatefulModule {
    private int resets;
    private int detachments;

    Recurrent(Module connection) {
      registerModule("rec_connect", connection);
    }

    @Override
    public void resetStates() {
      resets++;
    }

    @Override
    public void detachStates() {
      detachments++;
    }
  }

  @Test
  void reachesTheRootRecurrentLayersAndWhatIsInTheirConnections() {
    TimedLayer inner = new TimedLayer(TimeAxis.SECOND);
    Recurrent recurrent = new Recurrent(new Sequential(new Identity(), inner));
    Nets.Bare net = new Nets.Bare();
    net.registerModule("r", recurrent);
    Modules.resetStates(net);
    Modules.resetStates(recurrent);
    Modules.resetStates(inner);
    Modules.detachStates(net);
    assertThat(recurrent.resets).isEqualTo(2);
    assertThat(inner.resets).isEqualTo(3);
    assertThat(recurrent.detachments).isEqualTo(1);
    assertThat(inner.detachments).isEqualTo(1);
  }

  @Test
  void transientStateIsWhatTheStateDictLeavesOut() {
    Sequential net = new Sequential(new Linear(2, 2), new Identity(), new Dropout(0.5));
    net.get(1).registerBuffer("kept", Tensor.of(new float[] {1, 2}), false);
    net.get(1).registerBuffer("written", Tensor.ones(2), true);
    net.get(1).registerBuffer("none", null, false);
    Map<String, Tensor> state = Modules.transientState(net);
    assertThat(state).containsOnlyKeys("1.kept", "2.generator");

    Sequential other = new Sequential(new Linear(2, 2), new Identity(), new Dropout(0.5));
    other.get(1).registerBuffer("kept", Tensor.zeros(5), false);
    other.get(1).registerBuffer("none", Tensor.zeros(5), false);
    Modules.loadTransientState(other, state);
    assertThat(other.getBuffer("1.kept").toFloatArray()).containsExactly(1, 2);
    assertThat(Modules.transientState(other)).containsOnlyKeys("1.kept", "2.generator");
    state.get("1.kept").zeroInPlace();
    assertThat(other.getBuffer("1.kept").toFloatArray()).containsExactly(1, 2);
  }

  @Test
  void transientStateOfAnotherNetworkIsRefused() {
    Sequential net = new Sequential(new Linear(2, 2));
    assertThatThrownBy(() -> Modules.loadTransientState(net, Map.of("7.kept", Tensor.ones(1))))
        .hasMessage("Sequential has no modules [7], whose transient state is given");
    assertThatThrownBy(() -> Modules.loadTransientState(net, Map.of("0.kept", Tensor.ones(1))))
        .hasMessage("Linear has no transient state 'kept'; it has []");
  }
}
