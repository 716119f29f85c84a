package org.nernst.cli.parity;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.nernst.cli.UsageError;
import org.nernst.cli.parity.Report.Verdict;
import org.nernst.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `nernst parity`: the check against recorded runs as a command.
@Command(
    name = "parity",
    description = {
      "Compare Nernst with recorded runs of Norse and Sinabs.",
      "",
      "Each file names a module and holds what it was built with, what it was fed and what came"
          + " out. The module is run; output, states, loss and gradients must agree, spikes"
          + " exactly. A line per file shows the largest relative differences. Exit status 1 if any"
          + " fails."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst parity adex_cell_default.safetensors",
      "  nernst parity recordings/norse recordings/sinabs",
      "  nernst parity --engine eager recordings/norse",
    })
public final class ParityCommand implements Callable<Integer> {
  private static final String SUFFIX = ".safetensors";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Recorded files; of a folder, every *.safetensors in it and below.")
  private List<Path> paths = List.of();

  @Option(
      names = "--engine",
      paramLabel = "auto|eager",
      defaultValue = "auto",
      description = "The engine that runs the neurons: ${DEFAULT-VALUE} takes generated kernels.")
  private Engine engine = Engine.AUTO;

  @Override
  public Integer call() throws IOException {
    if (engine == Engine.FUSED) {
      throw new UsageError("--engine: expected auto or eager, got fused");
    }
    Engine before = Engine.preferred();
    Engine.prefer(engine);
    try {
      return compare();
    } finally {
      Engine.prefer(before);
    }
  }

  private int compare() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Path file : files()) {
      Report report = Parity.check(file);
      counts.merge(report.verdict(), 1, Integer::sum);
      out.println(line(report));
      out.flush();
    }
    int failed = counts.getOrDefault(Verdict.FAIL, 0);
    out.println(
        "%d passed, %d failed, %d unsupported"
            .formatted(
                counts.getOrDefault(Verdict.PASS, 0),
                failed,
                counts.getOrDefault(Verdict.UNSUPPORTED, 0)));
    return failed == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        List<Path> inside = filesIn(path);
        if (inside.isEmpty()) {
          throw new UsageError(path + ": expected *" + SUFFIX + " files, there are none");
        }
        files.addAll(inside);
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }
    return files;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(SUFFIX))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private String line(Report report) {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    String verdict =
        switch (report.verdict()) {
          case PASS -> ansi.string("@|green PASS|@");
          case FAIL -> ansi.string("@|bold,red FAIL|@");
          case UNSUPPORTED -> ansi.string("@|yellow unsupported|@");
        };
    String module = report.module().isEmpty() ? "?" : report.module();
    String text = "  %s  %s  %s".formatted(name(report.file()), module, report.details());
    // Names and reasons come out of files: no line break or escape of theirs reaches the terminal.
    return verdict + text.replaceAll("\\p{Cntrl}", "?").stripTrailing();
  }

  private static String name(String file) {
    return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
  }
}
