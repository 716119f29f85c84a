package org.nernst.engine.fused;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.neuron.UnaryOp;

/// Writes the class of a [Kernel].
final class KernelWriter {
  private static final ClassDesc KERNEL = ClassDesc.of(Kernel.class.getName());
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, CD_long.arrayType(), CD_long, CD_int, CD_int);
  private static final int SLOTS = 1;
  private static final int UNIFORMS = 2;
  private static final int SIZE = 4;
  private static final int STEPS = 5;

  private final KernelGraph graph;
  private final Emitter emitter;

  private KernelWriter(KernelGraph graph, Emitter emitter) {
    this.graph = graph;
    this.emitter = emitter;
  }

  /// @param name of the class, which shows in profiles and by which the JVM can be given options
  static byte[] write(KernelGraph graph, Emitter emitter, String name) {
    KernelWriter writer = new KernelWriter(graph, emitter);
    return ClassFile.of()
        .build(
            ClassDesc.of(Kernel.class.getPackageName(), name),
            type ->
                type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(KERNEL)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "run", RUN, ClassFile.ACC_PUBLIC, code -> writer.new Method(code).write()));
  }

  /// One method being written.
  private final class Method {
    private final CodeBuilder code;
    private final IdentityHashMap<Expr, Integer> values = new IdentityHashMap<>();
    private final IdentityHashMap<Expr, Integer> truths = new IdentityHashMap<>();
    private final List<Integer> addresses = new ArrayList<>();
    private final List<Integer> distances = new ArrayList<>();
    private final int index;
    private final int step;
    private int zero = -1;
    private int one = -1;
    private @Nullable Elementary elementary;

    Method(CodeBuilder code) {
      this.code = code;
      index = code.allocateLocal(TypeKind.INT);
      step = code.allocateLocal(TypeKind.INT);
    }

    void write() {
      for (int slot = 0; slot < graph.slots(); slot++) {
        addresses.add(slot(2 * slot));
        distances.add(slot(2 * slot + 1));
      }
      graph.constants.forEach(c -> values.put(c, constant(c.value())));
      zero = constant(0);
      one = constant(1);
      for (int k = 0; k < graph.uniforms.size(); k++) {
        // whole vectors: a number would be spread anew in each turn of the loop
        code.loadConstant(k * vectorBytes()).istore(index);
        emitter.load(code, UNIFORMS, index);
        values.put(graph.uniforms.get(k), keep(emitter.valueKind()));
      }
      elementary = new Elementary(code, emitter, elementaryFunctions());
      loops();
      code.return_();
    }

    private Set<UnaryOp> elementaryFunctions() {
      Set<UnaryOp> functions = EnumSet.noneOf(UnaryOp.class);
      for (Expr node : graph.operations) {
        if (node instanceof Operation.Unary u && Elementary.isElementary(u.op())) {
          functions.add(u.op());
        }
      }
      return functions;
    }

    private int slot(int element) {
      code.aload(SLOTS).loadConstant(element).laload();
      return keep(TypeKind.LONG);
    }

    private int constant(double value) {
      emitter.constant(code, value);
      return keep(emitter.valueKind());
    }

    private int keep(TypeKind kind) {
      int local = code.allocateLocal(kind);
      code.storeLocal(kind, local);
      return local;
    }

    private void loops() {
      Label stepStart = code.newLabel();
      Label stepEnd = code.newLabel();
      Label vectorStart = code.newLabel();
      Label vectorEnd = code.newLabel();
      code.iconst_0().istore(step);
      code.labelBinding(stepStart).iload(step).iload(STEPS).if_icmpge(stepEnd);
      code.iconst_0().istore(index);
      code.labelBinding(vectorStart).iload(index).iload(SIZE).if_icmpge(vectorEnd);
      body();
      code.iinc(index, vectorBytes()).goto_(vectorStart).labelBinding(vectorEnd);
      for (int slot = 0; slot < graph.slots(); slot++) {
        code.lload(addresses.get(slot)).lload(distances.get(slot)).ladd();
        code.lstore(addresses.get(slot));
      }
      code.iinc(step, 1).goto_(stepStart).labelBinding(stepEnd);
    }

    private int vectorBytes() {
      return emitter.lanes() * emitter.dtype.byteSize();
    }

    private void body() {
      for (Expr node : graph.operations) {
        operation(node);
      }
      int[] stored = graph.stores.stream().mapToInt(this::value).toArray();
      for (int k = 0; k < stored.length; k++) {
        emitter.store(code, stored[k], addresses.get(graph.loads + k), index);
      }
    }

    private void operation(Expr node) {
      switch (node) {
        case Operation.Unary u -> {
          int x = value(u.operand());
          if (Elementary.isElementary(u.op())) {
            values.put(node, Objects.requireNonNull(elementary).write(u.op(), x));
            return;
          }
          emitter.unary(code, u.op(), x);
        }
        case Operation.Binary b -> {
          int left = value(b.left());
          int right = value(b.right());
          if (b.op().isComparison()) {
            compare(b, b.op(), left, right);
            return;
          }
          emitter.binary(code, b.op(), left, right);
        }
        case Operation.Ternary t -> {
          int condition = truth(t.first());
          int a = value(t.second());
          int b = value(t.third());
          emitter.select(code, condition, a, b);
        }
        default -> throw new IllegalStateException("no kernel operation: " + node);
      }
      values.put(node, keep(emitter.valueKind()));
    }

    private int compare(Expr node, BinaryOp op, int left, int right) {
      emitter.compare(code, op, left, right);
      int local = keep(emitter.truthKind());
      truths.put(node, local);
      return local;
    }

    /// Makes the truth of a comparison a number where one is asked for, loads what lies in memory.
    private int value(Expr node) {
      Integer local = values.get(node);
      if (local != null) {
        return local;
      }
      if (node instanceof Leaf) {
        emitter.load(code, addresses.get(graph.loadSlot(node)), index);
      } else {
        emitter.select(code, Objects.requireNonNull(truths.get(node)), one, zero);
      }
      int made = keep(emitter.valueKind());
      values.put(node, made);
      return made;
    }

    private int truth(Expr node) {
      Integer local = truths.get(node);
      return local != null ? local : compare(node, BinaryOp.NE, value(node), zero);
    }
  }
}
