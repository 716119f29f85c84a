package org.nernst.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.NeuronModule;
import org.nernst.nn.NeuronStep;
import org.nernst.nn.Sequential;
import org.nernst.nn.Stateful;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.nn.Transposed;

/// Takes a network apart into what a stream runs, and refuses what it can't.
final class Dismantler {
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Flatten> flattens = new LinkedHashMap<>();
  private final Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Boolean timed;

  private Dismantler() {}

  /// {@return the parts in order, at least one}
  ///
  /// @throws UnsupportedOperationException naming the module that can't be streamed and the reason
  static List<Part> parts(Module root) {
    Dismantler dismantler = new Dismantler();
    dismantler.add("", root);
    dismantler.flattens.forEach(dismantler::check);
    if (dismantler.parts.isEmpty()) {
      throw new UnsupportedOperationException(
          "expected a network with neurons or linear maps, got none in " + title("", root));
    }
    return List.copyOf(dismantler.parts);
  }

  private void add(String path, Module module) {
    String title = title(path, module);
    if (module.isHooked()) {
      throw refused(title, "it has hooks, which a stream doesn't run: remove them");
    }
    switch (module) {
      case Sequential sequential -> {
        IdentityHashMap<Module, String> names = new IdentityHashMap<>();
        sequential.namedChildren().forEach((name, child) -> names.put(child, name));
        for (Module child : sequential) {
          add(join(path, Objects.requireNonNull(names.get(child))), child);
        }
      }
      case Transposed transposed -> add(join(path, "module"), transposed.child());
      case Stateful<?> stateful -> add(join(path, "cell"), stateful.cell());
      case Identity _ -> {}
      case Dropout _ -> {
        if (module.training()) {
          throw refused(title, "it is in training mode: call eval() on the network");
        }
      }
      case Flatten flatten -> flattens.put(title, flatten);
      case Linear linear when linear.getClass() == Linear.class ->
          parts.add(new Part.Map(title, linear.weight(), linear.bias()));
      case NeuronModule neurons -> add(path, title, module, neurons);
      default ->
          throw refused(
              title,
              "a stream runs neurons, Linear, Flatten, Identity and Dropout, in Sequential,"
                  + " TimeFirst or BatchFirst");
    }
  }

  /// A stream hands on features in one row, so whatever isn't time or batch has to become one axis.
  private void check(String title, Flatten flatten) {
    int leading = Boolean.TRUE.equals(timed) ? 2 : 1;
    boolean fits = flatten.start() < 0 || flatten.start() == leading;
    if (!fits || flatten.end() != -1) {
      throw refused(
          title,
          "expected all axes behind those of time and batch in one, Flatten(%d), got axes %d to %d"
              .formatted(leading, flatten.start(), flatten.end()));
    }
  }

  private void add(String path, String title, Module module, NeuronModule neurons) {
    if (!seen.add(module)) {
      throw refused(title, "it is used twice");
    }
    boolean own = Timed.of(module) != TimeAxis.NONE;
    if (timed != null && timed != own) {
      throw refused(title, "the network mixes neurons of single steps and of sequences");
    }
    timed = own;
    String reason = NeuronModule.whyNotEveryStep(neurons);
    if (reason != null) {
      throw refused(title, reason);
    }
    NeuronStep step;
    try {
      step = neurons.neuronStep();
    } catch (UnsupportedOperationException e) {
      throw refused(title, e.getMessage(), e);
    }
    parts.add(new Part.Neurons(path, title, step));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String title(String path, Module module) {
    String kind = module.getClass().getSimpleName();
    return path.isEmpty() ? kind : "'%s' (%s)".formatted(path, kind);
  }

  static UnsupportedOperationException refused(String title, @Nullable String why) {
    return new UnsupportedOperationException("%s can't be streamed: %s".formatted(title, why));
  }

  static UnsupportedOperationException refused(
      String title, @Nullable String why, Exception cause) {
    return new UnsupportedOperationException(
        "%s can't be streamed: %s".formatted(title, why), cause);
  }
}
