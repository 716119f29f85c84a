package org.nernst.cli.neuron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.cli.Program;

class NeuronCommandTest {
  static Iterable<String> names() {
    return Catalogue.all().stream().map(Neuron::name).toList();
  }

  private static Program neuron(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "neuron";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Program.run(all);
  }

  @Test
  void listsEveryNeuronOnALineOfItsOwn() {
    Program list = neuron("list");
    assertThat(list.status()).isZero();
    assertThat(list.out().lines()).hasSize(Catalogue.all().size());
    assertThat(list.out()).containsPattern("(?m)^norse\\.LIFAdEx  +adaptive exponential");
    assertThat(list.out()).containsPattern("(?m)^sinabs\\.IAFRecurrent  +IAF whose spikes");
  }

  @ParameterizedTest
  @MethodSource("names")
  void showsEquationsAdjointParametersStatesAndTraffic(String name) {
    Program show = neuron("show", name);
    assertThat(show.err()).isEmpty();
    assertThat(show.status()).isZero();
    assertThat(show.out())
        .startsWith(name + "  ")
        .contains("Equations of a step", "Adjoint of a step", "Parameters", "States", "Memory")
        .doesNotContain("null", "NaN");
  }

  @Test
  void showsTheAdaptiveExponentialNeuron() {
    String out = neuron("show", "LIFAdEx").out();
    assertThat(out)
        .contains("v' = blend(", "d.v = ", "(0) = ")
        .containsPattern("tau_mem_inv +100 +1/s +inverse time constant of the membrane")
        .containsPattern("a +adaptation")
        .containsPattern("inference +8\\.0")
        .containsPattern("backward +12\\.4");
  }

  @Test
  void showsTheFeedbackOfRecurrentNeurons() {
    assertThat(neuron("show", "IAFRecurrent").out())
        .contains("linear(rec_connect.weight, last_spikes)", "last_spikes' = ", "d.last_spikes");
    assertThat(neuron("show", "LIFAdExRecurrent").out()).contains("linear(recurrent_weights, z)");
  }

  @Test
  void showsThePartsThatAParameterAdds() {
    assertThat(neuron("show", "sinabs.LIF").out()).doesNotContain("i_syn");
    assertThat(neuron("show", "sinabs.LIF", "--param", "tau_syn=5").out())
        .contains("i_syn' = ", "alpha_syn = exp(-1 / tau_syn)");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyNeuronAnswersItsDefaultCurrent(String name) {
    Program run = neuron("simulate", name);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith(name + ": 500 steps of ");
    if (!name.contains("LI") || name.contains("LIF")) {
      if (!name.endsWith("ExpLeak")) {
        assertThat(run.out()).containsPattern("[1-9]\\d* spikes, the first at ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"step", "ramp", "noise"})
  void drawsInputMembraneAdaptationAndSpikes(String current, @TempDir Path folder)
      throws Exception {
    Path svg = folder.resolve(current + ".svg");
    Path png = folder.resolve(current + ".png");
    for (Path plot : new Path[] {svg, png}) {
      Program run =
          neuron(
              "simulate",
              "LIFAdEx",
              "--preset",
              "adapting",
              "--current",
              current,
              "--plot",
              plot.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("drawn in " + plot);
    }
    assertThat(Files.readString(svg))
        .contains("Input", "Membrane potential", "adaptation a", "time (ms)")
        .doesNotContain("NaN");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(800);
  }

  @Test
  void theSameSeedGivesTheSameNoise() {
    String first = neuron("simulate", "IAF", "--current", "noise", "--seed", "3").out();
    assertThat(neuron("simulate", "IAF", "--current", "noise", "--seed", "3").out())
        .isEqualTo(first);
    assertThat(neuron("simulate", "IAF", "--current", "noise", "--seed", "4").out())
        .isNotEqualTo(first);
  }

  @Test
  void durationAndStepSayHowManySteps() {
    assertThat(neuron("simulate", "LIFAdEx", "--duration", "0.1", "--dt", "0.0005").out())
        .contains("200 steps of 5.0E-4 s");
    assertThat(neuron("simulate", "norse.LIF", "--amplitude", "0").out()).contains("no spikes");
  }

  @Test
  void saysWhereNumbersWereLeft() {
    assertThat(neuron("simulate", "norse.LI", "--amplitude", "1e38").out())
        .contains("a state is infinite or not a number from step ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "show LIFAdx | nernst neuron show: no neuron 'LIFAdx'; did you mean 'LIFAdEx'?",
        "show LIFAdEx --param tau=1 | nernst neuron show: --param: expected for norse.LIFAdEx one"
            + " of",
        "simulate IAF --preset tonic | nernst neuron simulate: --preset: expected an adaptive",
        "simulate LIFAdEx --preset tonc | nernst neuron simulate: --preset: expected one of tonic,",
        "simulate LIFAdEx --param tau_mem_inv=-1 | nernst neuron simulate: tau_mem_inv: expected a",
        "simulate LIFAdEx --param v_th=high | nernst neuron simulate: --param v_th: expected a"
            + " finite",
        "simulate LIFAdEx --param v_th | nernst neuron simulate: --param: expected NAME=VALUE, got",
        "simulate LIFAdEx --param v_ht=1 | nernst neuron simulate: --param: expected for norse.",
        "simulate LIFAdEx --current sine | nernst neuron simulate: invalid value for option"
            + " '--current'",
        "simulate LIFAdEx --dt 0 | nernst neuron simulate: --dt: expected a finite number > 0, got",
        "simulate LIFAdEx --dt 0.1 | nernst neuron simulate: dt * tau_syn_inv: expected < 2",
        "simulate IAF --dt 2 | nernst neuron simulate: expected dt = 1 for sinabs.IAF",
        "simulate IAF --duration 3 | nernst neuron simulate: --duration: expected 10 to 1000000",
        "simulate IAF --plot out.gif | nernst neuron simulate: --plot: expected a name that ends",
        "simulate IAF --plot no/such/out.png | nernst neuron simulate: no such file or directory:",
        "simulate sinabs.LIF --param tau_mem=0 | nernst neuron simulate: expected tau_mem > 0",
      })
  void aWrongCallIsOneLineAndStatus2(String arguments, String message) {
    Program program = neuron(arguments.strip().split(" "));
    assertThat(program.err().lines()).singleElement().asString().startsWith(message);
    assertThat(program.status()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show", "simulate"})
  void everySubcommandHasHelpWithExamples(String command) {
    Program help = neuron(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage: nernst neuron " + command);
    assertThat(help.out().split("Examples:")[1]).contains("nernst neuron " + command);
  }
}
