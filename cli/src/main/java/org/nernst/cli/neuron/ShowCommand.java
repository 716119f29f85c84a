package org.nernst.cli.neuron;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.nernst.engine.Traffic;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst neuron show`: everything about one neuron.
@Command(
    name = "show",
    description = {
      "Shows a neuron: the equations of a step, their adjoint (how gradients go back through the"
          + " step), parameters, states, and what a step moves through memory.",
      "",
      "x(0) is a state before the first step, x' after the step. In the adjoint, d.x is the"
          + " gradient of the loss with respect to x, d.x.next the one that arrives at x'.%n"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst neuron show LIFAdEx",
      "  nernst neuron show sinabs.LIF --param tau_syn=5   # with a synaptic filter",
    })
public final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A neuron, as nernst neuron list names it.")
  private String name;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "Another value of a parameter; some add a part to the neuron.")
  private List<String> params = new ArrayList<>();

  /// Called by picocli.
  public ShowCommand() {}

  @Override
  public Integer call() {
    Neuron neuron = Catalogue.named(name);
    SequencedMap<String, Double> parameters = neuron.parameters();
    Overrides.apply(params, neuron, parameters);
    NeuronModel model = Overrides.checked(() -> neuron.model(parameters));
    PrintWriter out = spec.commandLine().getOut();
    out.println(bold(neuron.name()) + "  " + neuron.what());
    out.println(neuron.classes().stream().map(Class::getName).collect(Collectors.joining(", ")));
    List<String> equations = new ArrayList<>(model.equations().lines().toList());
    equations.addAll(derived(neuron, model));
    section(out, "Equations of a step", equations);
    section(out, "Adjoint of a step", model.unstaged().adjointEquations().lines().toList());
    section(out, "Parameters", Text.columns(parameters(parameters)));
    section(out, "States", Text.columns(states(model)));
    section(out, "Memory, bytes per neuron and step in float32", Text.columns(traffic(model)));
    out.flush();
    return 0;
  }

  private String bold(String text) {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    return ansi.string("@|bold " + text + "|@");
  }

  private void section(PrintWriter out, String title, List<String> lines) {
    out.println();
    out.println(bold(title));
    lines.forEach(line -> out.println("  " + line));
  }

  private static List<String> derived(Neuron neuron, NeuronModel model) {
    List<String> read = model.params().stream().map(NeuronModel.Param::name).toList();
    return neuron.derived().stream()
        .filter(line -> read.contains(line.substring(0, line.indexOf(' '))))
        .toList();
  }

  private static List<List<String>> parameters(SequencedMap<String, Double> parameters) {
    List<List<String>> rows = new ArrayList<>();
    parameters.forEach(
        (key, value) -> {
          Glossary.Term term = Glossary.parameter(key);
          rows.add(List.of(key, Text.number(value), term.unit(), term.meaning()));
        });
    return rows;
  }

  private static List<List<String>> states(NeuronModel model) {
    return model.states().stream()
        .map(state -> List.of(state.name(), Glossary.state(state.name())))
        .toList();
  }

  private static List<List<String>> traffic(NeuronModel model) {
    Traffic traffic = Traffic.of(model, DType.FLOAT32);
    String products = model.isStaged() ? "; the products of linear maps come on top" : "";
    return List.of(
        List.of("inference", bytes(traffic.inference()), "inputs, outputs" + products),
        List.of("forward", bytes(traffic.forward()), "the same and what training keeps"),
        List.of("backward", bytes(traffic.backward()), "that, inputs again, gradients"));
  }

  private static String bytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes);
  }
}
