package org.nernst.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `nernst`.
@Command(
    name = "nernst",
    description = "Spiking neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Runnable {
  private Main() {}

  /// Runs the command line and exits with its status.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
