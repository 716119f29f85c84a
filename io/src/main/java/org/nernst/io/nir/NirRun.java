package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.memory.Layout;
import org.nernst.nn.Linear;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// One call of a [NirNetwork].
final class NirRun {
  private static final String LAST = NeuronEquations.LAST;

  private final NirPlan plan;
  private final List<NirUnit> units;
  private final List<long @Nullable []> shapes;
  private final NirOptions options;
  private final NirState before;
  private final Layout layout;
  private final @Nullable Tensor[] values;
  private final SequencedMap<String, SequencedMap<String, Tensor>> after = new LinkedHashMap<>();
  private long steps;
  private long[] batch = {};

  NirRun(
      NirPlan plan,
      List<NirUnit> units,
      List<long @Nullable []> shapes,
      NirOptions options,
      NirState before) {
    this.plan = plan;
    this.units = units;
    this.shapes = shapes;
    this.options = options;
    this.before = before;
    this.layout = options.timeAxis() == TimeAxis.FIRST ? Layout.TIME_MAJOR : Layout.BATCH_MAJOR;
    this.values = new @Nullable Tensor[units.size()];
  }

  /// Gives an Input its sequence.
  void enter(int item, Tensor x, long @Nullable [] shape) {
    long[] leading = Arrays.copyOf(x.shape(), shape == null ? 2 : x.dim() - shape.length);
    long[] others = new long[leading.length - 1];
    int at = 0;
    for (int axis = 0; axis < leading.length; axis++) {
      if (axis != layout.timeDim()) {
        others[at++] = leading[axis];
      }
    }
    long length = leading[layout.timeDim()];
    if (steps != 0 && (steps != length || !Arrays.equals(batch, others))) {
      throw new IllegalArgumentException(
          "expected inputs of the same time and batch, got %d steps and batch %s, then %d and %s"
              .formatted(steps, Tensor.shapeText(batch), length, Tensor.shapeText(others)));
    }
    steps = length;
    batch = others;
    values[item] = x;
  }

  /// Runs every node.
  ///
  /// @return the outputs of the wanted ones, by path
  Map<String, Tensor> all(Set<String> wanted) {
    for (NirPlan.Stage stage : plan.stages()) {
      switch (stage) {
        case NirPlan.Once(int item) -> once(item);
        case NirPlan.Loop loop -> {
          if (!atOnce(loop, wanted)) {
            new Cycle(loop).run(wanted);
          }
        }
      }
    }
    Map<String, Tensor> results = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      String path = plan.items().get(i).path();
      if (wanted.contains(path)) {
        results.put(path, value(i));
      }
    }
    return results;
  }

  NirState state() {
    return new NirState(after);
  }

  private Tensor value(int item) {
    return Objects.requireNonNull(values[item], () -> plan.items().get(item).path());
  }

  private void once(int item) {
    List<Integer> sources = plan.items().get(item).sources();
    Tensor x = sources.isEmpty() ? value(item) : sum(sources.stream().map(this::value).toList());
    values[item] = run(item, x, layout);
  }

  private static Tensor sum(List<Tensor> parts) {
    Tensor total = parts.getFirst();
    for (Tensor part : parts.subList(1, parts.size())) {
      total = total.add(part);
    }
    return total;
  }

  private Tensor run(int item, Tensor x, Layout how) {
    return units.get(item).run(x, how, states(item), next(item));
  }

  private Map<String, Tensor> states(int item) {
    String path = plan.items().get(item).path();
    SequencedMap<String, Tensor> newer = after.get(path);
    return newer != null ? newer : before.of(path);
  }

  private Map<String, Tensor> next(int item) {
    return units.get(item).hasState()
        ? after.computeIfAbsent(plan.items().get(item).path(), _ -> new LinkedHashMap<>())
        : new HashMap<>();
  }

  /// A neuron that feeds back through one linear map is a neuron model of its own, which runs over
  /// the whole sequence.
  ///
  /// @return whether this cycle is such
  private boolean atOnce(NirPlan.Loop loop, Set<String> wanted) {
    if (loop.order().size() != 2 || options.engine() == Engine.EAGER) {
      return false;
    }
    int map = loop.order().get(0);
    int neuron = loop.order().get(1);
    if (!(units.get(map) instanceof NirMap(Linear linear))
        || !(units.get(neuron) instanceof NirNeuron cells)
        || linear.isHooked()
        || !plan.items().get(map).sources().equals(List.of(neuron))
        || !loop.late().equals(Set.of(new NirPlan.Link(neuron, map)))
        || linear.inFeatures() != linear.outFeatures()
        || wanted.contains(plan.items().get(map).path())) {
      return false;
    }
    long[] shape = shapes.get(neuron);
    List<Integer> outside =
        plan.items().get(neuron).sources().stream().filter(source -> source != map).toList();
    if (shape == null
        || shape.length != 1
        || shape[0] != linear.outFeatures()
        || batch.length == 0
        || outside.isEmpty()
        || plan.items().stream().filter(item -> item.sources().contains(map)).count() != 1) {
      return false;
    }
    Tensor x = sum(outside.stream().map(this::value).toList());
    values[neuron] = cells.runWithFeedback(linear, x, layout, states(neuron), next(neuron));
    return true;
  }

  /// Nodes that run step by step.
  private final class Cycle {
    private final NirPlan.Loop loop;
    private final Set<Integer> inside;
    private final Map<Integer, Tensor> last = new HashMap<>();
    private final boolean continued;

    Cycle(NirPlan.Loop loop) {
      this.loop = loop;
      this.inside = new HashSet<>(loop.order());
      this.continued =
          loop.late().stream()
              .anyMatch(link -> before.of(plan.items().get(link.from()).path()).containsKey(LAST));
      for (NirPlan.Link link : loop.late()) {
        Tensor known = before.of(plan.items().get(link.from()).path()).get(LAST);
        last.put(link.from(), known != null ? known : atRest(link.from(), new HashSet<>()));
      }
    }

    /// What a node has put out before the first step: zero for neurons and for what comes from
    /// outside; nodes without memory map that.
    private Tensor atRest(int item, Set<Integer> seen) {
      if (!seen.add(item) || !inside.contains(item) || plan.items().get(item).hasMemory()) {
        long[] shape = shapes.get(item);
        if (shape == null) {
          throw new IllegalArgumentException(
              "node '%s': expected the shape of what it feeds back to be known"
                  .formatted(plan.items().get(item).path()));
        }
        long[] all = Arrays.copyOf(batch, batch.length + shape.length);
        System.arraycopy(shape, 0, all, batch.length, shape.length);
        return Tensor.zeros(options.dtype(), all);
      }
      List<Tensor> parts = new ArrayList<>();
      for (int source : plan.items().get(item).sources()) {
        parts.add(atRest(source, seen));
      }
      return units.get(item).run(sum(parts), Layout.STEP, Map.of(), new HashMap<>());
    }

    void run(Set<String> wanted) {
      Map<Integer, List<Tensor>> outside = new HashMap<>();
      Map<Integer, List<Tensor>> collected = new HashMap<>();
      for (int item : loop.order()) {
        List<Integer> sources =
            plan.items().get(item).sources().stream().filter(s -> !inside.contains(s)).toList();
        if (!sources.isEmpty()) {
          outside.put(
              item,
              sum(sources.stream().map(NirRun.this::value).toList()).unbind(layout.timeDim()));
        }
        if (isNeeded(item, wanted)) {
          collected.put(item, new ArrayList<>());
        }
      }
      for (int t = 0; t < steps; t++) {
        try (Scope scope = Scope.open()) {
          Map<Integer, Tensor> current = step(outside, t);
          collected.forEach((item, steps) -> steps.add(of(current, item)));
          last.replaceAll((item, _) -> of(current, item));
          current.values().forEach(scope::keep);
          for (int item : loop.order()) {
            if (units.get(item).hasState()) {
              states(item).values().forEach(scope::keep);
            }
          }
        }
      }
      collected.forEach((item, all) -> values[item] = Tensor.stack(all, layout.timeDim()));
      last.forEach(
          (item, tensor) ->
              after
                  .computeIfAbsent(plan.items().get(item).path(), _ -> new LinkedHashMap<>())
                  .put(LAST, tensor));
    }

    private boolean isNeeded(int item, Set<String> wanted) {
      if (wanted.contains(plan.items().get(item).path())) {
        return true;
      }
      for (int other = 0; other < plan.items().size(); other++) {
        if (!inside.contains(other) && plan.items().get(other).sources().contains(item)) {
          return true;
        }
      }
      return false;
    }

    private Map<Integer, Tensor> step(Map<Integer, List<Tensor>> outside, int t) {
      Map<Integer, Tensor> current = new HashMap<>();
      for (int item : loop.order()) {
        List<Tensor> parts = new ArrayList<>();
        List<Tensor> given = outside.get(item);
        if (given != null) {
          parts.add(given.get(t));
        }
        boolean alone =
            t == 0
                && !continued
                && given != null
                && units.get(item) instanceof NirNeuron cells
                && cells.feedsBackLate();
        for (int source : plan.items().get(item).sources()) {
          if (inside.contains(source) && !alone) {
            boolean late = loop.late().contains(new NirPlan.Link(source, item));
            parts.add(of(late ? last : current, source));
          }
        }
        current.put(item, NirRun.this.run(item, sum(parts), Layout.STEP));
      }
      return current;
    }

    private Tensor of(Map<Integer, Tensor> tensors, int item) {
      return Objects.requireNonNull(tensors.get(item), () -> plan.items().get(item).path());
    }
  }
}
