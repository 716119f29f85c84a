package org.nernst.cli.train;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nernst.cli.train.Kind.Choice;
import org.nernst.cli.train.Kind.Real;
import org.nernst.cli.train.Kind.Text;
import org.nernst.cli.train.Kind.Whole;

/// Everything that a run can be told: as an option (`--epochs 5`), as a key of a configuration file
/// (`epochs: 5`), with the same meaning and the same checks.
// Kinds are records of numbers and lists from List.of, which never change.
@SuppressWarnings("ImmutableEnumChecker")
enum Setting {
  DATASET("dataset", "NAME", Choice.of("digits"), "digits", "What to learn"),
  EXAMPLES("examples", "N", new Whole(0), "0", "Use only the first N examples; 0 for all"),
  TRAIN_SHARE(
      "train-share",
      "SHARE",
      new Real(0, false, 1, false),
      "0.8",
      "Share of the examples to train on; the rest is for the test"),
  EPOCHS("epochs", "N", new Whole(1), "30", "Passes over the training examples"),
  SEED("seed", "S", new Whole(Long.MIN_VALUE), "0", "Same seed, same numbers"),
  BATCH_SIZE("batch-size", "N", new Whole(1), "32", "Examples per step"),
  OPTIMIZER("optimizer", "NAME", Choice.of("adam", "adamw", "sgd"), "adam", "Update rule"),
  LEARNING_RATE("lr", "RATE", Real.positive(), null, "Learning rate"),
  WEIGHT_DECAY("weight-decay", "X", Real.notNegative(), "0", "Decay of the parameters"),
  SCHEDULE(
      "schedule",
      "NAME",
      Choice.of("constant", "cosine", "exponential", "step"),
      "cosine",
      "How the learning rate falls: to 1 %% of itself, or by a tenth every third of the epochs"),
  WARM_UP("warm-up", "EPOCHS", Real.notNegative(), "0", "Epochs in which the rate rises"),
  CLIP_NORM("clip-norm", "X", Real.notNegative(), "0", "Largest norm of the gradients; 0 for any"),
  LABEL_SMOOTHING(
      "label-smoothing",
      "SHARE",
      new Real(0, true, 1, false),
      "0",
      "Share of the target spread over all classes"),
  PATIENCE(
      "patience",
      "EPOCHS",
      new Whole(0),
      "0",
      "Stop when the test loss has not fallen for so many epochs; 0 for never"),
  HIDDEN("hidden", "N", new Whole(1), "128", "Hidden neurons"),
  TIME_STEPS("time-steps", "T", new Whole(1), "32", "Steps of time per example"),
  READOUT(
      "readout",
      "NAME",
      Choice.of("max", "mean", "last"),
      "max",
      "Which of the output's membrane potentials over time is the evidence for a class"),
  ENCODER(
      "encoder",
      "NAME",
      Choice.of("constant", "poisson", "latency"),
      "constant",
      "How pixels become input over time"),
  GAIN(
      "gain",
      "X",
      Real.positive(),
      "1",
      "Factor on the pixels; with poisson the spike probability of ink"),
  SURROGATE(
      "surrogate",
      "NAME",
      Choice.of("super", "triangle", "tanh", "circ", "heavi_erfc"),
      null,
      "Surrogate gradient of Norse's neurons"),
  ALPHA("alpha", "X", Real.positive(), null, "Sharpness of that surrogate"),
  TAU_MEM("tau-mem", "MS", Real.positive(), null, "Time constant of the membrane"),
  TAU_SYN("tau-syn", "MS", Real.positive(), null, "Time constant of the synaptic current"),
  TAU_ADA("tau-ada", "MS", Real.positive(), null, "Time constant of the adaptation"),
  ADAPTATION_CURRENT(
      "adaptation-current", "X", Real.notNegative(), null, "Coupling of potential to adaptation"),
  ADAPTATION_SPIKE(
      "adaptation-spike", "X", Real.notNegative(), null, "Jump of the adaptation at a spike"),
  DELTA_T("delta-t", "X", Real.positive(), null, "Sharpness of the exponential"),
  THRESHOLD("threshold", "X", Real.positive(), null, "Potential at which a neuron spikes"),
  GRAD_WIDTH(
      "grad-width", "X", Real.positive(), null, "Width of the surrogate of Sinabs's neurons"),
  REC_SCALE(
      "rec-scale",
      "X",
      Real.notNegative(),
      null,
      "Factor on the initial recurrent weights; 0 starts without recurrence"),
  TAU_OUT("tau-out", "STEPS", Real.positive(), null, "Time constant of the readout"),
  CHECKPOINT_EVERY(
      "checkpoint-every",
      "STEPS",
      new Whole(0),
      "0",
      "Steps between checkpoints within an epoch; 0 for one after each epoch only"),
  CHECKPOINT_KEEP(
      "checkpoint-keep",
      "N",
      new Whole(1),
      "2",
      "How many of the last checkpoints are kept, beside the best"),
  THREADS("threads", "N", new Whole(0), "0", "Threads to compute with; 0 for one per core"),
  OUT("out", "DIR", new Text(), "runs", "Where the directory of a run is made"),
  NAME("name", "NAME", new Text(), null, "Name of that directory; by default from the settings");

  private final String key;
  private final String label;
  private final Kind kind;
  private final @Nullable String common;
  private final String help;

  Setting(String key, String label, Kind kind, @Nullable String common, String help) {
    this.key = key;
    this.label = label;
    this.kind = kind;
    this.common = common;
    this.help = help;
  }

  /// The key in files; with `--` before it, the option.
  String key() {
    return key;
  }

  /// What stands for a value in help texts.
  String label() {
    return label;
  }

  Kind kind() {
    return kind;
  }

  /// The default of all models; without one, each model has its own or doesn't have the setting.
  @Nullable String common() {
    return common;
  }

  /// One line for help texts.
  String help() {
    return help;
  }

  /// Whether every model has it.
  boolean general() {
    return common != null || this == LEARNING_RATE || this == NAME;
  }

  /// Whether what is learnt depends on it; what doesn't may change when a run is resumed.
  boolean matters() {
    return switch (this) {
      case CHECKPOINT_EVERY, CHECKPOINT_KEEP, THREADS -> false;
      default -> true;
    };
  }

  static Optional<Setting> byKey(String key) {
    for (Setting setting : values()) {
      if (setting.key.equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
