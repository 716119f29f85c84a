package org.nernst.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.nernst.cli.UsageError;
import org.nernst.cli.train.NirChoices;
import org.nernst.io.IoFormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst convert`: a file in another format.
@Command(
    name = "convert",
    description = {
      "Write what is in a file in another format.",
      "",
      "The format of IN is told by its content, that of OUT by the ending of its name. What the"
          + " new format can't hold is said.",
      "",
      "Without an ending OUT is a directory, for a network in NIR and how it is to run: nernst run"
          + " and nernst inspect take it as a run that has no training."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst convert model.pt model.safetensors",
      "  nernst convert model.safetensors model.npz",
      "  nernst convert runs/iaf-digits-seed0 model.nir",
      "  nernst convert model.nir runs/model --dt 0.001 --inputs charge",
    })
public final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The file that is there.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path out;

  @Option(names = "--force", description = "Replace OUT if it exists.")
  private boolean force;

  @Mixin private NirChoices choices = new NirChoices();

  @Override
  public Integer call() throws IOException {
    FileFormat from = Formats.of(in);
    FileFormat to = Formats.named(out);
    Conversion conversion = Formats.between(from, to);
    if (Files.exists(out) && !force) {
      throw new UsageError(out + " exists: --force replaces it");
    }
    try {
      List<String> lost = conversion.convert(in, from, out, to, choices);
      lost.forEach(
          sentence ->
              spec.commandLine().getErr().println("lost: " + Inspection.printable(sentence)));
    } catch (IoFormatException malformed) {
      throw new UsageError(String.valueOf(malformed.getMessage()), malformed);
    }
    return ExitCode.OK;
  }
}
