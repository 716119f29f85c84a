package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.TimedLayer;

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
}
