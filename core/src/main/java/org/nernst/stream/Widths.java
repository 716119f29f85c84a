package org.nernst.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.nn.NeuronStep;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// How many values go into a part of a network and come out of it.
record Widths(int in, int out) {
  /// {@return the widths of all parts}
  ///
  /// @param inputSize null if it isn't given
  /// @throws IllegalArgumentException if parts don't fit together, or if nothing tells the width
  static List<Widths> of(List<Part> parts, @Nullable Integer inputSize) {
    List<@Nullable Widths> own = new ArrayList<>();
    parts.forEach(part -> own.add(own(part)));
    List<Widths> all = new ArrayList<>();
    Integer arriving = inputSize;
    for (int k = 0; k < parts.size(); k++) {
      String before = k == 0 ? "the input" : parts.get(k - 1).title();
      Widths widths = own.get(k);
      if (widths == null) {
        Integer width = arriving == null ? following(own, k) : arriving;
        if (width == null) {
          throw new IllegalArgumentException(
              "expected the size of the input, of which %s says nothing: give it to of(...)"
                  .formatted(parts.get(k).title()));
        }
        widths = new Widths(width, width);
      }
      if (arriving != null && arriving != widths.in) {
        throw new IllegalArgumentException(
            "%s takes %d values, but %s has %d"
                .formatted(parts.get(k).title(), widths.in, before, arriving));
      }
      all.add(widths);
      arriving = widths.out;
    }
    return List.copyOf(all);
  }

  /// What the next part with a width of its own takes; neurons without one hand on as much as they
  /// get.
  private static @Nullable Integer following(List<@Nullable Widths> own, int from) {
    for (Widths widths : own.subList(from, own.size())) {
      if (widths != null) {
        return widths.in;
      }
    }
    return null;
  }

  /// What a part says itself, null if nothing.
  private static @Nullable Widths own(Part part) {
    return switch (part) {
      case Part.Map map -> ofMatrix(map.weight());
      case Part.Neurons neurons -> ofNeurons(neurons.step());
    };
  }

  private static Widths ofMatrix(Tensor weight) {
    return new Widths(Math.toIntExact(weight.size(1)), Math.toIntExact(weight.size(0)));
  }

  private static @Nullable Widths ofNeurons(NeuronStep step) {
    Widths square = null;
    for (Operation.Linear linear : step.model().linears()) {
      Widths own = ofMatrix(Objects.requireNonNull(step.maps().get(linear.weightName())).weight());
      if (linear.operands().getFirst() instanceof Leaf.InputRef) {
        return own;
      }
      square = own;
    }
    if (square != null) {
      return square;
    }
    for (Value value : step.params().values()) {
      long[] shape = value.shape();
      if (shape.length > 0 && shape[shape.length - 1] > 1) {
        int width = Math.toIntExact(shape[shape.length - 1]);
        return new Widths(width, width);
      }
    }
    return null;
  }
}
