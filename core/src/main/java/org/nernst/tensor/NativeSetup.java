package org.nernst.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/// Loads libtorch, after choosing the environment variables that the native libraries read when
/// they are loaded, and how the C library keeps memory ([MallocSetup]).
///
/// * `OPENBLAS_CORETYPE=SkylakeX` when the processor has AVX-512: OpenBLAS falls back to its AVX2
///   kernels on AVX-512 processors that it does not recognise, at half the speed.
/// * `OMP_WAIT_POLICY=PASSIVE`: libtorch's OpenMP threads would otherwise spin after each operation
///   and take the cores from our own kernels.
///
/// A variable that the user has set is left alone. [#ensure()] runs once, and every class that
/// touches libtorch calls it first.
public final class NativeSetup {
  /// What was decided about one environment variable.
  ///
  /// @param variable its name
  /// @param value the value that the native libraries see; null when it is unset
  /// @param reason why
  public record Decision(String variable, @Nullable String value, String reason) {}

  private static final List<Decision> DECISIONS = decideAll();

  static {
    // JavaCPP would look at the resident memory with each allocation and fail above a limit tied to
    // the Java heap; MemoryPressure does it seldom and never fails.
    String limit = "org.bytedeco.javacpp.maxPhysicalBytes";
    if (System.getProperty(limit) == null) {
      System.setProperty(limit, "0");
    }
    MallocSetup.decision();
    Loader.load(org.bytedeco.pytorch.global.torch.class);
  }

  private NativeSetup() {}

  /// Returns once the variables are set and libtorch is loaded; the second call costs nothing.
  public static void ensure() {
    // the work is done by the initialisation of this class, once and under its lock
  }

  /// What was decided, in a fixed order.
  public static List<Decision> decisions() {
    return DECISIONS;
  }

  private static List<Decision> decideAll() {
    CpuFeatures cpu = CpuFeatures.detect();
    List<Decision> decisions = new ArrayList<>();
    for (Decision wanted :
        List.of(
            coreType(System.getenv("OPENBLAS_CORETYPE"), cpu),
            waitPolicy(System.getenv("OMP_WAIT_POLICY")),
            spinning(System.getenv("OPENBLAS_THREAD_TIMEOUT")))) {
      decisions.add(apply(wanted));
    }
    return List.copyOf(decisions);
  }

  static Decision coreType(@Nullable String user, CpuFeatures cpu) {
    String name = "OPENBLAS_CORETYPE";
    if (user != null) {
      return new Decision(name, user, "set by the user");
    }
    return cpu.runsSkylakeXKernels()
        ? new Decision(name, "SkylakeX", "the processor has AVX-512")
        : new Decision(name, null, "left to OpenBLAS: no AVX-512 found");
  }

  static Decision waitPolicy(@Nullable String user) {
    String name = "OMP_WAIT_POLICY";
    return user != null
        ? new Decision(name, user, "set by the user")
        : new Decision(name, "PASSIVE", "idle OpenMP threads leave the cores to our kernels");
  }

  /// OpenBLAS's threads otherwise spin for 2^26 cycles after each product, tens of milliseconds.
  static Decision spinning(@Nullable String user) {
    String name = "OPENBLAS_THREAD_TIMEOUT";
    return user != null
        ? new Decision(name, user, "set by the user")
        : new Decision(name, "8", "idle threads of OpenBLAS leave the cores to our kernels");
  }

  private static Decision apply(Decision wanted) {
    String value = wanted.value();
    if (value == null || System.getenv(wanted.variable()) != null) {
      return wanted;
    }
    String failure = setVariable(wanted.variable(), value);
    return failure == null ? wanted : new Decision(wanted.variable(), null, failure);
  }

  /// Sets a variable of this process as C sees it; returns what went wrong, or null.
  @SuppressWarnings("restricted")
  private static @Nullable String setVariable(String name, String value) {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return "not set: Windows has no setenv";
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    int failed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cName = arena.allocateFrom(name);
      MemorySegment cValue = arena.allocateFrom(value);
      failed = (int) setenv.invokeExact(cName, cValue, 1);
    } catch (Throwable e) {
      throw new IllegalStateException("calling setenv(" + name + ") failed", e);
    }
    return failed == 0 ? null : "setenv failed";
  }
}
