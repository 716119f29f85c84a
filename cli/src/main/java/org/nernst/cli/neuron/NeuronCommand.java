package org.nernst.cli.neuron;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `nernst neuron`: the neurons, apart from any network.
@Command(
    name = "neuron",
    description = "Shows the neurons that there are, their equations, and what they do.%n",
    mixinStandardHelpOptions = true,
    subcommands = {ListCommand.class, ShowCommand.class, SimulateCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst neuron list",
      "  nernst neuron show LIFAdEx",
      "  nernst neuron simulate LIFAdEx --preset adapting --plot adapting.png",
    })
public final class NeuronCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Called by picocli.
  public NeuronCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
