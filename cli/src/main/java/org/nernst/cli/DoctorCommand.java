package org.nernst.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.nernst.tensor.CpuFeatures;
import org.nernst.tensor.NativeSetup;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.SystemInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `nernst doctor`: what Nernst runs on, how fast it is there, and what to change.
@Command(
    name = "doctor",
    description = {
      "Show what Nernst runs on and what to change.",
      "",
      "Prints the JDK and its flags, the processor and its vector width, libtorch, the BLAS kernels"
          + " in use with the measured rate of a matrix product, threads and GPU. Takes about a"
          + " second."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  nernst doctor",
      "  OPENBLAS_CORETYPE=Haswell nernst doctor   # compare the kernels of BLAS",
    })
public final class DoctorCommand implements Callable<Integer> {
  /// What of the many features of a processor matters to kernels.
  private static final List<String> RELEVANT =
      List.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "asimd",
          "sve",
          "sve2");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SystemInfo system = SystemInfo.detect();
    PrintWriter out = spec.commandLine().getOut();
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    SequencedMap<String, String> facts = facts(system);
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) ->
            out.println(
                ansi.string("@|bold %s|@".formatted(name))
                    + " ".repeat(width - name.length() + 2)
                    + value));
    out.println();
    List<String> advice = system.advice();
    if (advice.isEmpty()) {
      out.println("Nothing to change.");
    } else {
      out.println("What to change:");
      advice.forEach(line -> out.println("  - " + line));
    }
    return ExitCode.OK;
  }

  private static SequencedMap<String, String> facts(SystemInfo system) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("nernst", Nernst.version());
    facts.put("JDK", "%s (%s)".formatted(system.jdk(), system.vendor()));
    facts.put("JVM flags", flags());
    facts.put(
        "native access", system.nativeAccess() ? "enabled" : "not enabled: the JVM will warn");
    facts.put("processor", processor(system.cpu()));
    facts.put(
        "vector width",
        system.vectorBits().isPresent()
            ? "%d bits (%d floats)"
                .formatted(
                    system.vectorBits().getAsInt(), system.vectorBits().getAsInt() / Float.SIZE)
            : "none: the Vector API is not loaded");
    facts.put("libtorch", "%s, %s kernels".formatted(system.libtorch(), system.libtorchKernels()));
    facts.put("BLAS", "%s, %s kernels".formatted(system.blas().config(), system.blas().kernels()));
    facts.put("GEMM", "%.0f GFLOP/s (float32, 1024 x 1024)".formatted(SystemInfo.measureGemm()));
    facts.put(
        "threads",
        "%d cores, libtorch %d, BLAS %s"
            .formatted(
                system.cores(),
                system.libtorchThreads(),
                system.blas().threads() == 0 ? "unknown" : system.blas().threads()));
    for (NativeSetup.Decision decision : system.environment()) {
      String value = decision.value() == null ? "unset" : decision.value();
      facts.put(decision.variable(), "%s (%s)".formatted(value, decision.reason()));
    }
    facts.put("GPU", system.gpu());
    facts.put("native cache", system.nativeCache().toString());
    return facts;
  }

  private static String flags() {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return flags.isEmpty() ? "none" : String.join(" ", flags);
  }

  private static String processor(CpuFeatures cpu) {
    String features = RELEVANT.stream().filter(cpu::has).collect(Collectors.joining(" "));
    return features.isEmpty() ? cpu.model() : "%s (%s)".formatted(cpu.model(), features);
  }
}
