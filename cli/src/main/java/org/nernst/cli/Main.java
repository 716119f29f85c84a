package org.nernst.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.nernst.cli.files.ConvertCommand;
import org.nernst.cli.files.InspectCommand;
import org.nernst.cli.neuron.NeuronCommand;
import org.nernst.cli.parity.ParityCommand;
import org.nernst.cli.run.RunCommand;
import org.nernst.cli.train.EvalCommand;
import org.nernst.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The program `nernst`: finds the subcommand, sets up errors, colours and logging, runs it.
///
/// Exit status: 0 = done, 1 = it ran and something failed, 2 = it was called wrongly (unknown
/// option, missing file, bad value).
@Command(
    name = "nernst",
    description = "Spiking neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      EvalCommand.class,
      RunCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      NeuronCommand.class,
      ParityCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst train",
      "  nernst train --model lif-adex --epochs 5",
      "  nernst eval runs/lif-adex-digits-seed0",
      "  nernst run model.nir --input raster.npy --output out.npy --dt 0.001",
      "  nernst inspect model.pt",
      "  nernst convert model.pt model.safetensors",
      "  nernst neuron show LIFAdEx",
      "  nernst doctor",
      "  nernst bench",
      "  nernst parity recordings/norse",
      "  nernst parity --help",
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private final Logs logs;

  private Main(Logs logs) {
    this.logs = logs;
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error, and the debug log.")
  void debug(boolean on) {
    logs.debug(on);
  }

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the information log.")
  void verbose(boolean on) {
    logs.verbose(on);
  }

  /// Runs the command line and exits with its status.
  ///
  /// @param args the words after `nernst`
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, Terminal.colours(), args);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /// Runs the command line; nothing but `out` and `err` is written to.
  ///
  /// @param out standard output
  /// @param err standard error: one line per error
  /// @param colours whether help and results may hold ANSI escapes
  /// @param args the words after `nernst`
  /// @return the exit status
  static int run(PrintWriter out, PrintWriter err, boolean colours, String... args) {
    return commandLine(new Logs())
        .setOut(out)
        .setErr(err)
        .setColorScheme(Terminal.scheme(colours))
        .execute(args);
  }

  static CommandLine commandLine(Logs logs) {
    Errors errors = new Errors(logs);
    return new CommandLine(new Main(logs))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
