package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.DType;

/// What a kernel computes in a step, lowered: leaves to load from memory, expressions to store
/// there, and between them what differs from neuron to neuron or step to step. Expressions that
/// don't are hoisted: the caller evaluates them once and hands them in.
///
/// Slots, the places in memory, are numbered: loads first, then stores. All loads of a vector of
/// neurons come before its stores, so a slot may be written over the one that it was computed from.
final class KernelGraph {
  final DType dtype;
  final int loads;
  final List<Expr> stores = new ArrayList<>();

  /// Expressions that vary and aren't loaded, operands before users.
  final List<Expr> operations = new ArrayList<>();

  /// Expressions that the caller evaluates; none is a number.
  final List<Expr> uniforms = new ArrayList<>();

  /// Numbers among the operands of what varies, or stored.
  final List<Leaf.Constant> constants = new ArrayList<>();

  private final IdentityHashMap<Expr, Integer> loadSlots = new IdentityHashMap<>();
  private final Set<Expr> varying = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Expr> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private final String key;

  /// @param loads inputs, states, parameters and arriving gradients that lie in memory; parameters
  ///   that don't are uniform
  /// @param roots what is stored
  KernelGraph(DType dtype, List<Expr> loads, List<Expr> roots) {
    this.dtype = dtype;
    this.loads = loads.size();
    for (Expr leaf : loads) {
      loadSlots.put(leaf, loadSlots.size());
    }
    Map<Expr, Expr> lowered = Lowering.lower(roots, dtype);
    roots.forEach(root -> stores.add(Objects.requireNonNull(lowered.get(root))));
    List<Expr> order = Graph.order(stores);
    for (Expr node : order) {
      boolean varies = loadSlots.containsKey(node);
      for (Expr operand : node.operands()) {
        varies |= varying.contains(operand);
      }
      if (varies) {
        varying.add(node);
        used.addAll(node.operands());
      }
    }
    used.addAll(stores);
    for (Expr node : order) {
      if (varying.contains(node)) {
        if (!(node instanceof Leaf)) {
          operations.add(node);
        }
      } else if (used.contains(node)) {
        if (node instanceof Leaf.Constant constant) {
          constants.add(constant);
        } else {
          uniforms.add(node);
        }
      }
    }
    key = describe();
  }

  /// {@return the slot from which a leaf is loaded, -1 for other expressions}
  int loadSlot(Expr leaf) {
    return loadSlots.getOrDefault(leaf, -1);
  }

  /// {@return for each slot that may be loaded whether it is; the addresses of others need not be
  /// valid}
  boolean[] reads() {
    boolean[] reads = new boolean[loads];
    loadSlots.forEach((leaf, slot) -> reads[slot] = used.contains(leaf));
    return reads;
  }

  /// {@return whether what is stored differs from neuron to neuron or step to step}
  boolean varies(int store) {
    return varying.contains(stores.get(store));
  }

  int slots() {
    return loads + stores.size();
  }

  /// {@return the structure as text: graphs of equal text have the same kernel}
  String key() {
    return key;
  }

  boolean hasPowers() {
    return operations.stream()
        .anyMatch(node -> node instanceof Operation.Binary b && b.op() == BinaryOp.POW);
  }

  /// {@return hoisted expressions, numbers apart, by which something that varies is divided}
  List<Expr> uniformDivisors() {
    return operations.stream()
        .filter(this::isUniformDivision)
        .map(node -> node.operands().get(1))
        .distinct()
        .toList();
  }

  private boolean isUniformDivision(Expr node) {
    return node instanceof Operation.Binary b
        && b.op() == BinaryOp.DIVIDED_BY
        && !varying.contains(b.right())
        && !(b.right() instanceof Leaf.Constant);
  }

  /// {@return what is stored, with multiplications by reciprocals in place of the divisions by
  /// [#uniformDivisors]}
  List<Expr> multiplying() {
    Map<Expr, Expr> rewritten =
        Graph.rewrite(
            stores,
            (node, of) ->
                isUniformDivision(node)
                    ? of.get(0).times(Expr.constant(1).dividedBy(of.get(1)))
                    : Graph.rebuilt(node, of));
    return stores.stream().map(store -> Objects.requireNonNull(rewritten.get(store))).toList();
  }

  private String describe() {
    StringBuilder text = new StringBuilder(dtype.toString()).append(' ').append(loads);
    IdentityHashMap<Expr, String> names = new IdentityHashMap<>();
    loadSlots.forEach((leaf, slot) -> names.put(leaf, "l" + slot));
    for (Expr uniform : uniforms) {
      names.put(uniform, "u" + names.size());
      text.append(' ').append(names.get(uniform));
    }
    constants.forEach(c -> names.put(c, Long.toHexString(Double.doubleToRawLongBits(c.value()))));
    for (Expr node : operations) {
      text.append(';').append(operation(node));
      for (Expr operand : node.operands()) {
        text.append(' ').append(names.get(operand));
      }
      names.put(node, "n" + names.size());
    }
    for (Expr store : stores) {
      text.append(">").append(names.get(store));
    }
    return text.toString();
  }

  private static String operation(Expr node) {
    return switch (node) {
      case Operation.Unary u -> u.op().name();
      case Operation.Binary b -> b.op().name();
      case Operation.Ternary t -> t.op().name();
      default -> throw new IllegalStateException("no kernel operation: " + node);
    };
  }
}
