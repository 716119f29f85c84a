package org.nernst.io.nir;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.neuron.Surrogate;
import org.nernst.neuron.Surrogates;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;

/// How a network in continuous time is to run in steps. What is null follows the file's metadata,
/// which Nernst writes and no tool has to; failing that, the first value of its type.
///
/// Options that reproduce the networks of other tools from the files that they write: [#norse],
/// [#sinabs], [#sinabsMultiSpike], [#snnTorch].
///
/// @param dt length of a step in seconds; null for what the metadata says
/// @param timeUnit seconds per unit of the times in the file; 1 for files in seconds, which is the
///   convention, 0.001 for milliseconds
/// @param integration how leaks are solved
/// @param inputs what inputs are to integrators and synapses
/// @param reset what a spike does to the membrane
/// @param spikes how many spikes a step may have
/// @param surrogate gradient of the spikes
/// @param dtype of weights and computation, FLOAT32 or FLOAT64
/// @param timeAxis where the axis of time lies: FIRST for (time, batch, ...), SECOND for (batch,
///   time, ...)
/// @param strict whether shapes that contradict each other are refused; without, they may broadcast
/// @param engine what runs the neurons
public record NirOptions(
    @Nullable Double dt,
    double timeUnit,
    @Nullable Integration integration,
    @Nullable InputScaling inputs,
    @Nullable ResetRule reset,
    @Nullable SpikeCount spikes,
    Surrogate surrogate,
    DType dtype,
    TimeAxis timeAxis,
    boolean strict,
    Engine engine) {
  private static final double SNNTORCH_STEP = 1e-4;

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException naming the option that is out of range
  public NirOptions {
    requirePositive("dt", dt == null ? 1 : dt);
    requirePositive("timeUnit", timeUnit);
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new IllegalArgumentException("expected dtype FLOAT32 or FLOAT64, got " + dtype);
    }
    if (timeAxis == TimeAxis.NONE) {
      throw new IllegalArgumentException("expected timeAxis FIRST or SECOND, got NONE");
    }
  }

  /// What the file's metadata says, else NIR's equations by forward Euler; time first, float32,
  /// strict.
  public NirOptions() {
    this(
        null,
        1,
        null,
        null,
        null,
        null,
        Surrogates.superSpike(100),
        DType.FLOAT32,
        TimeAxis.FIRST,
        true,
        Engine.AUTO);
  }

  /// {@return what reproduces networks exported by Norse}
  ///
  /// @param dt length of a step in seconds, 0.001 in Norse by default
  public static NirOptions norse(double dt) {
    return new NirOptions()
        .withDt(dt)
        .withIntegration(Integration.EULER)
        .withInputs(InputScaling.CHARGE)
        .withReset(ResetRule.TO_VALUE)
        .withSpikes(SpikeCount.SINGLE);
  }

  /// {@return what reproduces networks exported by Sinabs whose neurons emit single spikes and are
  /// reset to a value} Its times are in steps.
  public static NirOptions sinabs() {
    return new NirOptions()
        .withDt(1)
        .withIntegration(Integration.EXACT)
        .withInputs(InputScaling.CURRENT)
        .withReset(ResetRule.TO_VALUE)
        .withSpikes(SpikeCount.SINGLE);
  }

  /// {@return what reproduces networks exported by Sinabs with its default neurons, several spikes
  /// in a step and reset by subtraction}
  public static NirOptions sinabsMultiSpike() {
    return sinabs().withReset(ResetRule.SUBTRACT).withSpikes(SpikeCount.MULTIPLE);
  }

  /// {@return what reproduces networks exported by snnTorch with reset to zero}
  public static NirOptions snnTorch() {
    return new NirOptions()
        .withDt(SNNTORCH_STEP)
        .withIntegration(Integration.EULER)
        .withInputs(InputScaling.CURRENT)
        .withReset(ResetRule.TO_VALUE)
        .withSpikes(SpikeCount.SINGLE);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("expected " + name + " > 0, got " + value);
    }
  }

  /// {@return these options with another step}
  ///
  /// @param dt in seconds
  public NirOptions withDt(double dt) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another unit of the times in the file}
  ///
  /// @param timeUnit in seconds
  public NirOptions withTimeUnit(double timeUnit) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another integration}
  public NirOptions withIntegration(Integration integration) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another meaning of inputs}
  public NirOptions withInputs(InputScaling inputs) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another reset}
  public NirOptions withReset(ResetRule reset) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another number of spikes in a step}
  public NirOptions withSpikes(SpikeCount spikes) {
    return with(dt, timeUnit, integration, inputs, reset, spikes);
  }

  /// {@return these options with another surrogate gradient}
  public NirOptions withSurrogate(Surrogate surrogate) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }

  /// {@return these options with another dtype}
  public NirOptions withDType(DType dtype) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }

  /// {@return these options with time elsewhere}
  public NirOptions withTimeAxis(TimeAxis timeAxis) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }

  /// {@return these options, strict or lenient about shapes}
  public NirOptions withStrict(boolean strict) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }

  /// {@return these options with another engine}
  public NirOptions withEngine(Engine engine) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }

  private NirOptions with(
      @Nullable Double dt,
      double timeUnit,
      @Nullable Integration integration,
      @Nullable InputScaling inputs,
      @Nullable ResetRule reset,
      @Nullable SpikeCount spikes) {
    return new NirOptions(
        dt,
        timeUnit,
        integration,
        inputs,
        reset,
        spikes,
        surrogate,
        dtype,
        timeAxis,
        strict,
        engine);
  }
}
