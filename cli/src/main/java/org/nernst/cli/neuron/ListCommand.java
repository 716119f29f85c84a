package org.nernst.cli.neuron;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `nernst neuron list`: a line for each neuron.
@Command(
    name = "list",
    description = "Lists every neuron of both dialects, one on a line, with what it is.%n",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  nernst neuron list", "  nernst neuron list | grep -i recurrent"})
public final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /// Called by picocli.
  public ListCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    List<Neuron> neurons = Catalogue.all();
    int width = neurons.stream().mapToInt(n -> n.name().length()).max().orElse(0);
    for (Neuron neuron : neurons) {
      String space = " ".repeat(width - neuron.name().length() + 2);
      out.println(ansi.string("@|bold " + neuron.name() + "|@") + space + neuron.what());
    }
    out.flush();
    return 0;
  }
}
