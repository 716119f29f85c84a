package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.UsageError;
import org.nernst.io.IoFormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst inspect`: what is in a file.
@Command(
    name = "inspect",
    description = {
      "Show what is in a file: tensors with shapes, dtypes and statistics, and metadata; for a"
          + " network in NIR its nodes with shapes, parameters and memory.",
      "",
      "The format is told by the content, not by the name."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst inspect runs/lif-adex-digits-seed0/parameters.safetensors",
      "  nernst inspect model.pt",
      "  nernst inspect model.nir --plot model.svg",
    })
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
  private List<Path> files = List.of();

  @Option(
      names = "--plot",
      paramLabel = "PICTURE",
      description = "Where to write a picture (.svg or .png), for formats that hold a graph.")
  private @Nullable Path plot;

  @Override
  public Integer call() throws IOException {
    if (plot != null && files.size() > 1) {
      throw new UsageError("expected one file with --plot, got " + files.size());
    }
    Inspection view =
        new Inspection(
            spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi(), plot);
    for (Path file : files) {
      FileFormat format = Formats.of(file);
      if (plot != null && !format.hasGraph()) {
        throw new UsageError(
            "--plot: expected a file that holds a graph, got %s, which is a %s"
                .formatted(file, format.name()));
      }
      try {
        format.inspect(file, view);
      } catch (IoFormatException malformed) {
        throw new UsageError(String.valueOf(malformed.getMessage()), malformed);
      }
      view.out().flush();
    }
    return ExitCode.OK;
  }
}
