package org.nernst.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.nernst.bench.Section;
import org.nernst.bench.ShortForm;
import org.nernst.bench.Stopwatch;
import org.nernst.tensor.Nernst;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `nernst bench`: how fast this machine runs neurons, layers and networks.
@Command(
    name = "bench",
    description = {
      "Measure how fast Nernst is here, in a minute or two.",
      "",
      "Ratios mean more than times: to the eager engine (libtorch's operations, what a library of"
          + " Python runs), to a copy of memory, to the Linear alone. Other work on the machine"
          + " spoils both.%n"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst bench",
      "  nernst bench --only kernels --threads 1",
      "",
      "The exact measurements, with JMH: bench/jmh -h"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 44;
  private static final int CELL_WIDTH = 18;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "One or more of kernels, step, training, density, pairs, streaming. Default: all")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation; 0 for all cores. Default: 0")
  private int threads;

  @Option(
      names = "--millis",
      paramLabel = "N",
      defaultValue = "1200",
      description = "How long to run each piece of work, warm-up included. Default: 1200")
  private long millis;

  @Option(
      names = "--clock",
      paramLabel = "NAME",
      defaultValue = "wall",
      description =
          "wall, or cpu: time of one thread on the processor, which other programs disturb less;"
              + " only with --threads 1. Default: wall")
  private Clock clock = Clock.WALL;

  private enum Clock {
    WALL,
    CPU
  }

  /// Called by picocli.
  public BenchCommand() {}

  @Override
  public Integer call() {
    List<Section> sections = chosen();
    if (threads < 0) {
      throw new UsageError("expected --threads >= 0, got " + threads);
    }
    if (millis < 1) {
      throw new UsageError("expected --millis >= 1, got " + millis);
    }
    if (clock == Clock.CPU && threads != 1) {
      throw new UsageError("expected --threads 1 with --clock cpu, got " + threads);
    }
    Nernst.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    LongSupplier time = clock == Clock.CPU ? thread::getCurrentThreadCpuTime : System::nanoTime;
    Stopwatch stopwatch = new Stopwatch(Duration.ofMillis(millis), time);
    PrintWriter out = spec.commandLine().getOut();
    out.println("threads: " + Nernst.threads());
    for (Section section : sections) {
      List<String> columns = section.columns();
      out.println();
      out.println(section.title());
      out.println(line(columns.getFirst(), columns.subList(1, columns.size())));
      section.measure(stopwatch, new Shown(out, Terminal.interactive()));
    }
    return ExitCode.OK;
  }

  private List<Section> chosen() {
    List<Section> all = ShortForm.sections();
    List<String> names = all.stream().map(Section::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new UsageError(
            "expected one of %s for --only, got '%s'".formatted(String.join(", ", names), name));
      }
    }
    return only.isEmpty() ? all : all.stream().filter(s -> only.contains(s.name())).toList();
  }

  private static String line(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format("%-" + NAME_WIDTH + "s", name));
    cells.forEach(cell -> line.append(String.format("%" + CELL_WIDTH + "s", cell)));
    return line.toString().stripTrailing();
  }

  /// Prints each row when it is there, and on a terminal what is being measured.
  private record Shown(PrintWriter out, boolean interactive) implements Section.Rows {
    @Override
    public void begin(String name) {
      if (interactive) {
        out.print(name + " ...");
        out.flush();
      }
    }

    @Override
    public void end(String name, String... cells) {
      out.println((interactive ? "\r" : "") + line(name, List.of(cells)));
      out.flush();
    }
  }
}
