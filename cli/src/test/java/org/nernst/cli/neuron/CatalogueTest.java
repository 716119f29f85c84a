package org.nernst.cli.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.cli.UsageError;
import org.nernst.norse.NorseModule;
import org.nernst.sinabs.NeuronLayer;

class CatalogueTest {
  @Test
  void hasEveryNeuronThatThereIs() {
    Set<String> there =
        new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("org.nernst.norse", "org.nernst.sinabs")
                .stream()
                .filter(
                    c -> c.isAssignableTo(NorseModule.class) || c.isAssignableTo(NeuronLayer.class))
                .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed =
        Catalogue.all().stream()
            .flatMap(n -> n.classes().stream())
            .map(Class::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(there);
  }

  static Iterable<Neuron> all() {
    return Catalogue.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesEachParameterOfItsEquations(Neuron neuron) {
    Set<String> known = new TreeSet<>(neuron.parameters().keySet());
    neuron.derived().forEach(line -> known.add(line.substring(0, line.indexOf(' '))));
    neuron
        .model(neuron.parameters())
        .params()
        .forEach(param -> assertThat(known).as(neuron.name()).contains(param.name()));
    neuron.parameters().keySet().forEach(name -> assertThat(Glossary.parameter(name)).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyParameterChangesWhatTheNeuronDoesOrHowItLearns(Neuron neuron) {
    float[] input =
        Current.RAMP.over(120, 2 * neuron.amplitude(), new org.nernst.tensor.Generator(0));
    Map<String, Double> defaults = neuron.parameters();
    Response before = neuron.respond(defaults, neuron.clock().dt(), input);
    for (String name : defaults.keySet()) {
      // the sharpness of a surrogate only changes gradients
      if (name.equals("alpha")) {
        continue;
      }
      Map<String, Double> changed = neuron.parameters();
      double old = changed.get(name);
      changed.put(name, other(name, old));
      Response after = neuron.respond(changed, neuron.clock().dt(), input);
      boolean same = java.util.Arrays.equals(before.output(), after.output());
      for (String state : before.states().keySet()) {
        same &= java.util.Arrays.equals(before.states().get(state), after.states().get(state));
      }
      assertThat(same).as(neuron.name() + " with another " + name).isFalse();
    }
  }

  private static double other(String name, double old) {
    if (name.equals("min_v_mem")) {
      return 0.3;
    }
    if (name.equals("norm_input")) {
      return 1 - old;
    }
    return Double.isNaN(old) ? 3 : old == 0 ? 0.1 : 0.7 * old;
  }

  @ParameterizedTest
  @CsvSource({
    "norse.LIFAdEx, norse.LIFAdEx",
    "lifadex, norse.LIFAdEx",
    "LIFAdExCell, norse.LIFAdEx",
    "iaf, sinabs.IAF",
    "Sinabs.LIF, sinabs.LIF",
  })
  void findsANeuronByAnyOfItsNames(String typed, String name) {
    assertThat(Catalogue.named(typed).name()).isEqualTo(name);
  }

  @Test
  void asksWhichWhereBothDialectsHaveIt() {
    assertThatThrownBy(() -> Catalogue.named("LIF"))
        .isInstanceOf(UsageError.class)
        .hasMessage("'LIF' is norse.LIF and sinabs.LIF: say which");
  }

  @Test
  void suggestsWhatWasMeant() {
    assertThatThrownBy(() -> Catalogue.named("LIFAdx"))
        .isInstanceOf(UsageError.class)
        .hasMessage("no neuron 'LIFAdx'; did you mean 'LIFAdEx'?");
    assertThatThrownBy(() -> Catalogue.named("hodgkin-huxley"))
        .hasMessage("no neuron 'hodgkin-huxley'; nernst neuron list shows them all");
  }
}
